import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { adoptPepper } from '../secrets/adopt-pepper.ts'
import { openVault } from '../secrets/key-ring.ts'
import { ensurePepper, type Pepper } from '../secrets/pepper.ts'
import type { Vault } from '../secrets/vault.ts'
import type { Settings } from '../settings.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'
import type { OrganisationRecord } from '../storage/records.ts'
import { keptSecretPlace } from '../storage/seal-place.ts'

/** What everything else of the control plane stands on. */
export interface Foundation {
  readonly database: Database
  readonly store: KyselyStore
  readonly vault: Vault
  /** Hex. */
  readonly pepper: string
  readonly homePepper: Pepper
  /** The organisation of the first start; there is no page for a second one. */
  readonly organisation: OrganisationRecord
  /** True where this start made it. */
  readonly isNew: boolean
}

/** Opens the store and its secrets. What keeps it from that is a PlainFailure. */
export async function layFoundation(settings: Settings, log: Logger): Promise<Foundation> {
  const homePepper = ensurePepper(settings.home)
  const vault = openVault(settings)
  const database = await openDatabase({
    location: settings.databaseLocation,
    onIdleError: (error) => log.warn({ reason: error.message }, 'a connection to the database was lost'),
  })
  const store = new KyselyStore(database, Date.now)
  const pepper = await adoptPepper(store, vault, homePepper.hex)
  const { organisation, isNew } = await ensureOrganisation(store)
  return { database, store, vault, pepper, homePepper, organisation, isNew }
}

const firstOrganisationId = 'org_default'

/** Two processes that start at once on an empty store end up with one. */
async function ensureOrganisation(store: KyselyStore): Promise<{ organisation: OrganisationRecord; isNew: boolean }> {
  const [first] = await store.organisations()
  if (first !== undefined) return { organisation: first, isNew: false }
  try {
    return { organisation: await store.createOrganisation('default', firstOrganisationId), isNew: true }
  } catch (error) {
    const [other] = await store.organisations()
    if (other !== undefined) return { organisation: other, isNew: false }
    throw error
  }
}

/** A secret of the installation that is made once and kept sealed in the store: what signs sessions. */
export async function keptSecret({ store, vault }: Foundation, name: string): Promise<string> {
  const place = keptSecretPlace(name)
  return vault.open(await store.keepSecret(name, vault.seal(randomBytes(32).toString('hex'), place)), place)
}
