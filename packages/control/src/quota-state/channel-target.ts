import type { Vault } from '../secrets/vault.ts'
import { sealPlace } from '../storage/seal-place.ts'

/** Where a channel sends, and what it signs with: both may be what nobody else must know. */
export interface ChannelTarget {
  readonly url: string
  /** Empty: nothing is signed (Slack). */
  readonly secret: string
}

export function sealTarget(vault: Vault, id: string, { url, secret }: ChannelTarget): string {
  return vault.seal(JSON.stringify({ url, secret }), placeOf(id))
}

export function openTarget(vault: Vault, { id, sealed }: { id: string; sealed: string | null }): ChannelTarget {
  if (sealed === null) throw new Error('an e-mail channel has no address to send to')
  return JSON.parse(vault.open(sealed, placeOf(id))) as ChannelTarget
}

function placeOf(id: string): string {
  return sealPlace('alertChannel', 'sealed', id)
}
