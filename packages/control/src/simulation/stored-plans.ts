import { existsSync } from 'node:fs'
import type { ModelPriceRow, PlanRow } from '@tollgate/contract/snapshot'
import { PlainFailure } from '../plain-failure.ts'
import { PackagedPrices } from '../prices/packaged-prices.ts'
import type { Settings } from '../settings.ts'
import { compilePrices } from '../snapshot/compile-prices.ts'
import { compilePlan } from '../snapshot/compile-rows.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'
import type { Reader } from '../storage/store.ts'

/** What a simulation takes from the store. */
export interface StoredPlans {
  /** By name or id. */
  readonly plans: readonly PlanRow[]
  /** By the provider's name. */
  readonly prices: ReadonlyMap<string, ModelPriceRow[]>
  /** Ids of APIs that let models without a price pass, whatever limits there are on cost. */
  readonly apisWithoutPrices: ReadonlySet<string>
}

export const nothingStored: StoredPlans = { plans: [], prices: new Map(), apisWithoutPrices: new Set() }

/** As gateways are told them. Where there is no store yet, there is nothing in it, and none is made. */
export async function readStoredPlans({ databaseLocation }: Settings): Promise<StoredPlans> {
  if (!databaseLocation.includes('://') && !existsSync(databaseLocation)) return nothingStored
  const database = await openDatabase({ location: databaseLocation, onIdleError: () => undefined, isReadOnly: true })
  const store = new KyselyStore(database, Date.now)
  try {
    const [organisation] = await store.organisations()
    if (organisation === undefined) return nothingStored
    const reader = store.read(organisation.id)
    return { plans: (await reader.find('plan', {})).map(compilePlan), ...(await readPrices(reader)) }
  } finally {
    await store.close()
  }
}

/** What calls cost: as gateways are told. */
export async function readPrices(reader: Reader): Promise<Pick<StoredPlans, 'prices' | 'apisWithoutPrices'>> {
  const models = await reader.find('model', {})
  const priceBook = new PackagedPrices()
  const prices = (await reader.find('provider', {})).map(
    (provider) => [provider.name, compilePrices({ models, provider, priceBook }).prices ?? []] as const,
  )
  const passing = await reader.find('api', { unpricedModels: 'pass' })
  return { prices: new Map(prices), apisWithoutPrices: new Set(passing.map(({ id }) => id)) }
}

export function findPlan({ plans }: StoredPlans, asked: string): PlanRow {
  const found = plans.find(({ id, name }) => name === asked || id === asked)
  if (found !== undefined) return found
  const known = plans.map(({ name }) => name).join(', ')
  throw new PlainFailure(
    `There is no plan ${asked}: ${known === '' ? 'this data folder has none. Say --limit, or --plan-file.' : `there are ${known}.`}`,
  )
}
