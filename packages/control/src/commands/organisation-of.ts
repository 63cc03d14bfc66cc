import { existsSync } from 'node:fs'
import { PlainFailure } from '../plain-failure.ts'
import type { Settings } from '../settings.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'

/** The id of the one organisation that this data folder, or database, is of. Looks only. */
export async function organisationOf({ databaseLocation }: Pick<Settings, 'databaseLocation'>): Promise<string> {
  const nothing = new PlainFailure('There is no Tollgate in this data folder yet: start it once, with npx tollgate up.')
  if (!databaseLocation.includes('://') && !existsSync(databaseLocation)) throw nothing
  const database = await openDatabase({ location: databaseLocation, onIdleError: () => undefined, isReadOnly: true })
  const store = new KyselyStore(database, Date.now)
  try {
    const [organisation] = await store.organisations()
    if (organisation === undefined) throw nothing
    return organisation.id
  } finally {
    await store.close()
  }
}
