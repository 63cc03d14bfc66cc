import type { Vault } from '../../secrets/vault.ts'
import type { ExporterRecord } from '../../storage/records.ts'
import { sealPlace } from '../../storage/seal-place.ts'

/** The end of a short one would tell too much of it. */
const shownFrom = 12

export function sealExporterSecret(vault: Vault, id: string, secret: string): { sealed: string; lastFour: string } {
  return { sealed: vault.seal(secret, placeOf(id)), lastFour: secret.length < shownFrom ? '' : secret.slice(-4) }
}

export function openExporterSecret(vault: Vault, { id, sealed }: ExporterRecord): string | undefined {
  return sealed === null ? undefined : vault.open(sealed, placeOf(id))
}

function placeOf(id: string): string {
  return sealPlace('exporter', 'sealed', id)
}
