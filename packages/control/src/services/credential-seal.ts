import { sealPlace } from '../storage/seal-place.ts'
import type { Verb } from './verb.ts'

/** What is kept of a credential's secret: sealed for its place, and the end of it, by which people tell two apart. */
export function sealSecret(
  { vault }: Pick<Verb, 'vault'>,
  id: string,
  secret: string,
): { sealed: string; lastFour: string } {
  // The end of a short one would tell too much of it.
  const lastFour = secret.length < 12 ? '' : secret.slice(-4)
  return { sealed: vault.seal(secret, sealPlace('credential', 'sealed', id)), lastFour }
}

export function openSecret({ vault }: Pick<Verb, 'vault'>, { id, sealed }: { id: string; sealed: string }): string {
  return vault.open(sealed, sealPlace('credential', 'sealed', id))
}
