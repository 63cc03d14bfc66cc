import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openAnalyticsStore } from '../analytics/store/open-analytics-store.ts'
import { PlainFailure } from '../plain-failure.ts'
import { dayMs } from '../reconcile/day-model.ts'
import { keptRecords } from '../reconcile/kept-records.ts'
import { ledgerDays, type ReconciledRecord, reconciledSchema } from '../reconcile/ledger-days.ts'
import { type Field, fields, type Mapping, readExports, type UsageExport } from '../reconcile/read-export.ts'
import { reconcile } from '../reconcile/reconcile.ts'
import { reconciliationJson, showReconciliation, summary } from '../reconcile/show-reconciliation.ts'
import type { Settings } from '../settings.ts'
import { type ReadCounts, usageFiles, valuesIn } from '../simulation/recorded-calls.ts'
import { organisationOf } from './organisation-of.ts'

export interface UsageReconcileOptions {
  readonly files: readonly string[]
  /** Files and folders; none: the data folder's own, and the store of usage. */
  readonly usage: readonly string[]
  readonly mapping: Mapping
  readonly provider: string | undefined
  readonly api: string | undefined
  /** A share. */
  readonly tolerance: number
  readonly json: boolean
}

export interface ReconciledText {
  readonly text: string
  /** Why the command fails; undefined: both sides agree. */
  readonly difference: string | undefined
}

type Place = Pick<Settings, 'home' | 'databaseLocation' | 'usageLocation'>

/** Compares what was recorded with what a provider says, over the days of its export. Changes nothing. */
export async function usageReconcile(place: Place, options: UsageReconcileOptions): Promise<ReconciledText> {
  const { files, usage, mapping, provider, api, tolerance, json } = options
  const exported = readExports(files, mapping)
  const { from, to } = daysOf(exported)
  const counts: ReadCounts = { damaged: 0, withoutPlan: 0, refusedThen: 0, refusedOtherwise: 0 }
  const records = usage.length > 0 ? recordsIn(usage, { from, to }, counts) : recordsOf(place, { from, to }, counts)
  const ledger = await ledgerDays(records, { from, to, provider, api, namesModels: exported.namesModels })
  const result = reconcile({ ledger, exported, tolerance })
  const damaged = counts.damaged
  const note = damaged === 0 ? '' : `${damaged} lines of usage files could not be read.\n`
  return {
    text: json
      ? `${JSON.stringify({ ...reconciliationJson(result), damagedLines: damaged }, null, 2)}\n`
      : `${showReconciliation(result)}${note}`,
    difference: result.differing === 0 ? undefined : summary(result),
  }
}

function daysOf({ days }: UsageExport): Days {
  const all = [...days.values()].map(({ day }) => day)
  const from = all.reduce((earliest, day) => Math.min(earliest, day), Number.POSITIVE_INFINITY)
  return { from, to: all.reduce((latest, day) => Math.max(latest, day), 0) + dayMs }
}

interface Days {
  readonly from: number
  readonly to: number
}

/** What gateways have shipped, and what this machine's own gateway may still have to: some stand in both. */
async function* recordsOf(place: Place, days: Days, counts: ReadCounts): AsyncIterable<ReconciledRecord> {
  const { home, usageLocation } = place
  yield* recordsIn([join(home, 'usage')], days, counts)
  if (!usageLocation.includes('://') && !existsSync(usageLocation)) return
  const organisationId = await organisationOf(place)
  const store = await openAnalyticsStore({ location: usageLocation, onIdleError: () => undefined })
  try {
    yield* keptRecords(store, { organisationId, from: days.from })
  } finally {
    await store.close()
  }
}

async function* recordsIn(paths: readonly string[], days: Days, counts: ReadCounts): AsyncIterable<ReconciledRecord> {
  for (const file of usageFiles(paths, days))
    for (const value of valuesIn(file, counts)) {
      const { data } = reconciledSchema.safeParse(value)
      if (data === undefined) counts.damaged++
      else yield data
    }
}

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true, default: [] as string[] } as const

export function parseUsageReconcile(args: string[]): UsageReconcileOptions {
  const values = parse(args)
  if (values.file.length === 0) throw new PlainFailure("Say --file: the provider's export, CSV or JSON.")
  return {
    files: values.file,
    usage: values.usage,
    mapping: new Map(values.map.map(readMapping)),
    provider: values.provider,
    api: values.api,
    tolerance: readTolerance(values.tolerance ?? '1%'),
    json: values.json,
  }
}

function parse(args: string[]) {
  try {
    const options = { file: texts, usage: texts, map: texts, provider: text, api: text, tolerance: text }
    return parseArgs({ args, strict: true, options: { ...options, json: { type: 'boolean', default: false } } }).values
  } catch (error) {
    throw new PlainFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function readMapping(given: string): [Field, string] {
  const [name = '', ...rest] = given.split('=')
  const field = fields.find((one) => one === name)
  const column = rest.join('=').trim()
  if (field !== undefined && column !== '') return [field, column]
  throw new PlainFailure(
    `--map is "${given}": give one of ${fields.join(', ')}, =, and what it is called in the export.`,
  )
}

function readTolerance(given: string): number {
  const percent = /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(given)?.[1]
  if (percent === undefined || Number(percent) > 100)
    throw new PlainFailure(`--tolerance is "${given}": give a percentage from 0 to 100, such as 1%.`)
  return Number(percent) / 100
}
