import { setTimeout as sleep } from 'node:timers/promises'
import { PlainFailure } from '../plain-failure.ts'
import { forgetOldKey, hasOldKey, openVault, replaceKeyFile } from '../secrets/key-ring.ts'
import type { Settings } from '../settings.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'

/** What is being sealed in this moment may still be under the old key: it is looked for once more after this time. */
const settleMs = 2_000

/**
 * Seals every secret anew. With the key in the data folder a new one is made first; a running control plane notices by itself. With
 * TOLLGATE_MASTER_KEY it is the new one, and TOLLGATE_MASTER_KEY_OLD the one before. A rotation that was cut is taken up again.
 */
export async function masterKeyRotate(settings: Settings): Promise<string> {
  const { home, masterKey, masterKeyOld } = settings
  if (masterKey !== undefined && masterKeyOld === undefined)
    throw new PlainFailure(
      'The master key is given by TOLLGATE_MASTER_KEY: put the new key there and the one before into TOLLGATE_MASTER_KEY_OLD, start Tollgate with both, then rotate.',
    )
  openVault(settings)
  if (masterKey === undefined && !hasOldKey(home)) replaceKeyFile(home)
  const vault = openVault(settings)
  const database = await openDatabase({ location: settings.databaseLocation, onIdleError: () => undefined })
  const store = new KyselyStore(database, Date.now)
  try {
    const reseal = (sealed: string, place: string) => vault.seal(vault.open(sealed, place), place)
    const count = await store.resealAll(reseal)
    await sleep(settleMs)
    await store.resealAll(reseal)
    if (masterKey === undefined) forgetOldKey(home)
    const next =
      masterKey === undefined ? 'The old key is gone.' : 'Take TOLLGATE_MASTER_KEY_OLD away and start Tollgate again.'
    return `${count} secrets are sealed under the new master key. ${next}\n`
  } finally {
    await store.close()
  }
}
