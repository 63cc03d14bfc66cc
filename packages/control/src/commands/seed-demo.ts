import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { AnalyticsStore } from '../analytics/analytics-store.ts'
import { forgetApplications } from '../analytics/store/forget-applications.ts'
import { openAnalyticsStore } from '../analytics/store/open-analytics-store.ts'
import { openPostgresSql } from '../analytics/store/postgres-sql.ts'
import { openSqliteSql } from '../analytics/store/sqlite-sql.ts'
import { PlainFailure } from '../plain-failure.ts'
import { PackagedPrices } from '../prices/packaged-prices.ts'
import { hourMs } from '../seed-demo/demo-hours.ts'
import { demoRecords } from '../seed-demo/demo-records.ts'
import { demoApplications } from '../seed-demo/fleet.ts'
import type { Settings } from '../settings.ts'
import { compilePrices } from '../snapshot/compile-prices.ts'
import { organisationOf } from './organisation-of.ts'

export interface SeedDemoOptions {
  readonly requests: number
  readonly days: number
  readonly seed: number
  /** Beside real usage too. */
  readonly yes: boolean
  readonly remove: boolean
}

type Place = Pick<Settings, 'databaseLocation' | 'usageLocation'>

const recordsAtOnce = 2_000
/** More applications than an organisation would have. */
const applicationsLooked = 10_000

/** Puts the calls of a made-up fleet into the store of usage, or takes them out again. */
export async function seedDemo(place: Place, options: SeedDemoOptions, now: number): Promise<string> {
  const organisationId = await organisationOf(place)
  return options.remove
    ? await removeDemo(place, organisationId)
    : await addDemo(place, { ...options, organisationId, now })
}

async function addDemo(
  place: Place,
  options: SeedDemoOptions & { organisationId: string; now: number },
): Promise<string> {
  const { organisationId, requests, days, seed, now, yes } = options
  const store = await openAnalyticsStore({ location: place.usageLocation, onIdleError: () => undefined })
  try {
    const real = yes ? [] : await realApplications(store, organisationId)
    if (real.length > 0)
      throw new PlainFailure(
        `There is usage of real applications here (${real.slice(0, 3).join(', ')}${real.length > 3 ? ', …' : ''}). Say --yes to have a demo beside it; --remove takes it out again.`,
      )
    const to = Math.floor(now / hourMs) * hourMs
    const period = { requests, seed, from: to - days * 24 * hourMs, to }
    const source = { organisationId, gatewayId: 'demo' }
    let taken = 0
    for (const records of inBatches(demoRecords(period, { prices: openaiPrices() })))
      taken += (await store.ingest(records, source)).taken
    const known = requests - taken
    return `${taken} calls of a demo over ${days} days are in the store of usage; its applications and teams begin with "Demo: ".${known > 0 ? ` ${known} were there already, or are older than what is kept.` : ''}\nTake them out again: npx tollgate seed-demo --remove\n`
  } finally {
    await store.close()
  }
}

/** A batch is a transaction, and an hour has few calls. */
function* inBatches(pieces: Iterable<readonly UsageRecord[]>): Iterable<readonly UsageRecord[]> {
  let batch: UsageRecord[] = []
  for (const piece of pieces)
    for (const record of piece) {
      batch.push(record)
      if (batch.length < recordsAtOnce) continue
      yield batch
      batch = []
    }
  if (batch.length > 0) yield batch
}

async function realApplications(store: AnalyticsStore, organisationId: string): Promise<string[]> {
  const query = { organisationId, from: 0, to: Number.MAX_SAFE_INTEGER, filters: {} }
  const rows = await store.breakdown(query, 'application', { order: 'calls', limit: applicationsLooked })
  const demo: ReadonlySet<string> = new Set(demoApplications)
  return rows.flatMap(({ value, calls }) => (value === null || calls === 0 || demo.has(value) ? [] : [value]))
}

async function removeDemo({ usageLocation }: Place, organisationId: string): Promise<string> {
  const isPostgres = /^postgres(ql)?:\/\//.test(usageLocation)
  if (!isPostgres && !existsSync(usageLocation)) return 'There is no usage here.\n'
  const sql = isPostgres ? await openPostgresSql(usageLocation, () => undefined) : await openSqliteSql(usageLocation)
  try {
    const records = await forgetApplications(sql, { organisationId, applications: demoApplications })
    return `${records} calls of the demo were taken out of the store of usage.\n`
  } finally {
    await sql.close()
  }
}

function openaiPrices() {
  const provider = { id: 'prov_demo', type: 'openai', baseUrl: null } as const
  return compilePrices({ models: [], provider, priceBook: new PackagedPrices() }).prices ?? []
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

export function parseSeedDemo(args: string[]): SeedDemoOptions {
  const { requests = '20000', days = '30', seed = '1', yes, remove } = parse(args)
  return {
    requests: wholeNumber('requests', requests, [1, 100_000_000]),
    days: wholeNumber('days', days, [1, 366]),
    seed: wholeNumber('seed', seed, [0, 4_294_967_295]),
    yes,
    remove,
  }
}

function parse(args: string[]) {
  try {
    const options = { requests: text, days: text, seed: text, yes: flag, remove: flag }
    return parseArgs({ args, strict: true, options }).values
  } catch (error) {
    throw new PlainFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function wholeNumber(option: string, given: string, [least, most]: readonly [number, number]): number {
  const number = Number(given)
  if (/^\d{1,10}$/.test(given) && number >= least && number <= most) return number
  throw new PlainFailure(`--${option} is "${given}": give a whole number from ${least} to ${most}.`)
}
