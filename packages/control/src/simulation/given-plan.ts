import { limitMetricSchema } from '@tollgate/contract/limits'
import { planLimitSchema, planLimitsSchema } from '@tollgate/contract/resources/limit'
import { type PlanCreate, planCreateSchema } from '@tollgate/contract/resources/plan'
import type { ModelPriceRow, PlanRow } from '@tollgate/contract/snapshot'
import { parse } from 'yaml'
import type { z } from 'zod'
import { readBounded } from '../files/read-bounded.ts'
import { PlainFailure } from '../plain-failure.ts'
import { limitRows, storedLimit } from '../services/plan-limits.ts'

/** Plans that are not there yet: from a file, or limit by limit. */

export interface GivenLimits {
  readonly limits: readonly string[]
  readonly concurrency: number | null
  readonly outputCap: number | null
  readonly isSoft: boolean
}

/** What a plan limits. */
export type PlanDraft = Pick<
  PlanCreate,
  'name' | 'limits' | 'concurrency' | 'stopOnQuotaReach' | 'outputCap' | 'models'
>

const fileBytesMax = 1_048_576
const fileSchema = planCreateSchema.extend({ name: planCreateSchema.shape.name.default('as in the file') })
const words: ReadonlyMap<string, string> = new Map([
  ['tokens', 'total-tokens'],
  ['dollars', 'cost'],
])
const limitPattern =
  /^(?:(?<metric>[a-z-]+) (?<amount>\S+)|(?<amountFirst>\S+) (?<metricAfter>[a-z-]+)) per (?<per>(?:\d+ )?[a-z]+)(?<rolling> rolling)?(?: in (?<timeZone>\S+))?$/
const limitExample =
  "'total-tokens 1000000 per day', 'cost 5 per month in Europe/Berlin' or 'requests 60 per minute rolling'"
const priceExample = "'gpt-5.4: 1.25 input, 0.125 cached, 10 output'"

export function planOfLimits({ limits, concurrency, outputCap, isSoft }: GivenLimits): PlanRow {
  const read = planLimitsSchema.safeParse(limits.map(readLimit))
  if (!read.success) throw new PlainFailure(`--limit: ${explain(read.error)}`)
  const plan = { limits: read.data, concurrency, stopOnQuotaReach: !isSoft, outputCap, models: null }
  return planRow({ name: 'as given', ...plan })
}

/** A plan as `tollgate.yaml` and the REST API write one. */
export function planOfFile(path: string): PlanRow {
  const plan = fileSchema.safeParse(readYaml(path))
  if (!plan.success) throw new PlainFailure(`${path}: ${explain(plan.error)}`)
  return planRow(plan.data)
}

export function readYaml(path: string): unknown {
  const read = readBounded(path, fileBytesMax)
  if (read.kind === 'missing') throw new PlainFailure(`${path} does not exist.`)
  if (read.kind === 'unreadable') throw new PlainFailure(`${path} cannot be read: ${read.reason}.`)
  try {
    return parse(read.text)
  } catch (error) {
    throw new PlainFailure(`${path} is no YAML that can be read.`, { cause: error })
  }
}

export function readLimit(text: string): z.infer<typeof planLimitSchema> {
  const found = limitPattern.exec(text.trim().replace(/\s+/g, ' '))?.groups ?? {}
  const metric = found.metric ?? found.metricAfter ?? ''
  const limit = planLimitSchema.safeParse({
    metric: words.get(metric) ?? metric,
    limit: amountOf(found.amount ?? found.amountFirst ?? ''),
    per: found.per,
    ...(found.rolling === undefined ? {} : { window: 'rolling' }),
    ...(found.timeZone === undefined ? {} : { timeZone: found.timeZone }),
  })
  if (limit.success) return limit.data
  const metrics = limitMetricSchema.options.join(', ')
  throw new PlainFailure(`"${text}" is no limit (${explain(limit.error)}) It can be ${limitExample}, of ${metrics}.`)
}

/** `gpt-5.4: 1.25 input, 0.125 cached, 10 output`, in US dollars for a million tokens; valid at all times. */
export function readPrice(text: string): ModelPriceRow {
  const [, model, amounts = ''] = /^(\S+): (.+)$/.exec(text.trim()) ?? []
  const parts = new Map(
    amounts.split(',').map((part) => {
      const [, amount, kind = ''] = /^\s*(\d+(?:\.\d+)?) (input|cached|output)\s*$/.exec(part) ?? []
      return [kind, Number(amount)]
    }),
  )
  const [input, output] = [parts.get('input'), parts.get('output')]
  if (model === undefined || input === undefined || output === undefined || parts.has(''))
    throw new PlainFailure(`"${text}" is no price. It can be ${priceExample}, in US dollars for a million tokens.`)
  return { model, from: 0, input, cachedInput: parts.get('cached') ?? input, output }
}

export function planRow({ name, limits, concurrency, stopOnQuotaReach, outputCap, models }: PlanDraft): PlanRow {
  return {
    kind: 'plan',
    id: 'simulated',
    name,
    limits: limitRows(limits.map(storedLimit), stopOnQuotaReach),
    concurrencyMax: concurrency,
    outputTokensMax: outputCap,
    models: models && [...models],
    basePlanId: null,
  }
}

function amountOf(text: string): number {
  const [, digits = '', unit] = /^(\d[\d,_]*(?:\.\d+)?)([kM])?$/.exec(text) ?? []
  const factor = unit === undefined ? 1 : unit === 'k' ? 1_000 : 1_000_000
  return digits === '' ? Number.NaN : Number(digits.replace(/[,_]/g, '')) * factor
}

function explain(error: z.ZodError): string {
  const [issue] = error.issues
  const field = issue?.path.join('.') ?? ''
  return `${field === '' ? '' : `${field}: `}${issue?.message ?? 'it is not right'}.`
}
