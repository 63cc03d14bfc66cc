import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'
import { dayOf, keyOf, type Metric, metrics, modelName } from './day-model.ts'
import { readCsv } from './read-csv.ts'

/** A provider's own account of a day and a model; what it does not say is left out. */
export interface ExportedDay {
  readonly day: number
  readonly model: string
  readonly amounts: Partial<Record<Metric, number>>
}

export interface UsageExport {
  /** By day and model. */
  readonly days: ReadonlyMap<string, ExportedDay>
  /** What it says anything of. */
  readonly metrics: readonly Metric[]
  readonly namesModels: boolean
}

export type Field = 'day' | 'model' | Metric
export type Mapping = ReadonlyMap<Field, string>

/** What the exports of OpenAI call them: usage and costs, from the dashboard and from its API. Cost in US dollars. */
const knownNames: Readonly<Record<Field, readonly string[]>> = {
  day: ['start_time', 'start_time_iso', 'date', 'day', 'usage_date', 'timestamp'],
  model: ['model', 'line_item', 'snapshot_id', 'model_name'],
  calls: ['num_model_requests', 'num_requests', 'n_requests', 'requests'],
  inputTokens: ['input_tokens', 'n_context_tokens_total', 'prompt_tokens'],
  cachedInputTokens: ['input_cached_tokens', 'n_cached_context_tokens_total', 'cached_input_tokens'],
  outputTokens: ['output_tokens', 'n_generated_tokens_total', 'completion_tokens'],
  cost: ['amount_value', 'cost', 'cost_usd'],
}
export const fields = ['day', 'model', ...metrics] as const satisfies readonly Field[]

type Row = Readonly<Record<string, unknown>>

/** Reads exports together: one may have the tokens and another the money. */
export function readExports(files: readonly string[], mapping: Mapping): UsageExport {
  const rows = files.flatMap((file) =>
    rowsOf(file).map((row, index) => readRow(row, mapping, `${file}, entry ${index + 1}`)),
  )
  const namesModels = rows.some(({ model }) => model !== '')
  const days = new Map<string, { day: number; model: string; amounts: Partial<Record<Metric, number>> }>()
  for (const { day, model, amounts } of rows) {
    const found = days.get(keyOf({ day, model })) ?? { day, model, amounts: {} }
    for (const metric of metrics) {
      const amount = amounts[metric]
      if (amount !== undefined) found.amounts[metric] = (found.amounts[metric] ?? 0) + amount
    }
    days.set(keyOf({ day, model }), found)
  }
  const said = metrics.filter((metric) => rows.some(({ amounts }) => amounts[metric] !== undefined))
  if (said.length === 0)
    throw new PlainFailure(
      `${files.join(', ')}: there are no entries with ${metrics.join(', ')} in it. Say what they are called there: --map inputTokens=NAME.`,
    )
  return { days, metrics: said, namesModels }
}

function rowsOf(file: string): Row[] {
  try {
    const text = readFileSync(file, 'utf8')
    return /^\s*[[{]/.test(text) ? flatten(JSON.parse(text), {}) : readCsv(text)
  } catch (error) {
    throw new PlainFailure(`${file} cannot be read: ${failureReason(error)}.`, { cause: error })
  }
}

const listSchema = z.array(z.unknown())

/** Pages have `data`, buckets of time have `results`; what is in neither is an entry. */
function flatten(value: unknown, around: Row): Row[] {
  if (Array.isArray(value)) return listSchema.parse(value).flatMap((one) => flatten(one, around))
  if (typeof value !== 'object' || value === null) return []
  const row: Row = { ...around, ...Object.fromEntries(Object.entries(value).flatMap(inSmallLetters)) }
  const { data, results, ...rest } = row
  if (Array.isArray(data)) return flatten(data, around)
  if (Array.isArray(results)) return flatten(results, rest)
  return [row]
}

/** `amount: { value, currency }` becomes `amount_value` and `amount_currency`, as in the CSV. */
function inSmallLetters([name, value]: [string, unknown]): Array<[string, unknown]> {
  const small = name.toLowerCase()
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[small, value]]
  return Object.entries(value).map(([part, inner]) => [`${small}_${part.toLowerCase()}`, inner])
}

function readRow(row: Row, mapping: Mapping, where: string): ExportedDay {
  const currency = row.amount_currency
  if (typeof currency === 'string' && currency !== '' && currency.toLowerCase() !== 'usd')
    throw new PlainFailure(`${where}: its amounts are in ${currency}. Tollgate counts in US dollars.`)
  const amounts: Partial<Record<Metric, number>> = {}
  for (const metric of metrics) {
    const value = fieldOf(row, metric, mapping)
    if (value === undefined) continue
    const amount = typeof value === 'number' ? value : Number(String(value).replaceAll(',', ''))
    if (!Number.isFinite(amount))
      throw new PlainFailure(`${where}: its ${metric} is "${String(value)}", which is no number.`)
    amounts[metric] = metric === 'cost' ? amount * 1_000_000 : amount
  }
  const model = fieldOf(row, 'model', mapping)
  return { day: readDay(fieldOf(row, 'day', mapping), where), model: modelName(String(model ?? '')), amounts }
}

/** Seconds since 1970, as OpenAI has them, or a date. */
function readDay(value: unknown, where: string): number {
  const text = String(value ?? '')
  const at = /^\d{9,11}$/.test(text) ? Number(text) * 1_000 : Date.parse(text)
  if (Number.isNaN(at))
    throw new PlainFailure(
      `${where}: its day is ${value === undefined ? 'missing' : `"${text}"`}. Say where it is: --map day=NAME.`,
    )
  return dayOf(at)
}

function fieldOf(row: Row, field: Field, mapping: Mapping): unknown {
  const given = mapping.get(field)
  const names = given === undefined ? knownNames[field] : [given.toLowerCase()]
  return names.map((name) => row[name]).find((value) => value !== undefined && value !== null && value !== '')
}
