import { SealBroken, type Vault } from '../../secrets/vault.ts'
import { keptRequestPlace } from '../../storage/seal-place.ts'
import type { Store } from '../../storage/store.ts'
import type { ExporterDeps } from './make-exporter.ts'

interface Sources {
  readonly store: Pick<Store, 'read'>
  readonly vault: Vault
}

/** Bodies as they left for the provider: what an API keeps in full stays here. */
export function keptBodyReader({ store, vault }: Sources): ExporterDeps['keptBody'] {
  return async (organisationId, requestId) => {
    const reader = store.read(organisationId)
    const kept = await reader.keptRequest(requestId)
    if (kept?.capture !== 'redacted') return undefined
    const sealed = await reader.keptBody(requestId)
    if (sealed === undefined) return undefined
    try {
      return vault.open(sealed, keptRequestPlace(requestId))
    } catch (error) {
      if (error instanceof SealBroken) return undefined
      throw error
    }
  }
}
