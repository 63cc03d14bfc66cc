import { PlainFailure } from '../plain-failure.ts'
import { keptSecretPlace } from '../storage/seal-place.ts'
import type { Store } from '../storage/store.ts'
import { SealBroken, type Vault } from './vault.ts'

const name = 'pepper'

/**
 * The pepper of every key digest in the store, hex: that of the data folder of whoever started first on it. All control processes
 * on one store, and a store that was restored elsewhere, know the same keys.
 */
export async function adoptPepper(
  store: Pick<Store, 'keepSecret'>,
  vault: Vault,
  homePepperHex: string,
): Promise<string> {
  const place = keptSecretPlace(name)
  const kept = await store.keepSecret(name, vault.seal(homePepperHex, place))
  try {
    return vault.open(kept, place)
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    throw new PlainFailure(
      `The store was sealed under another master key (${error.message}). Give that one in TOLLGATE_MASTER_KEY, or put its file back into the data folder as secrets/master-key.`,
      { cause: error },
    )
  }
}
