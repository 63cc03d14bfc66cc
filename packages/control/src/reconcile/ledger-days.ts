import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'
import type { z } from 'zod'
import { dayOf, keyOf, type Metric, modelName } from './day-model.ts'

export const reconciledSchema = usageRecordSchema.pick({
  id: true,
  at: true,
  outcome: true,
  api: true,
  provider: true,
  model: true,
  attempts: true,
  usage: true,
  cost: true,
  unpriced: true,
  totalMs: true,
})
export type ReconciledRecord = z.infer<typeof reconciledSchema>

/** What the ledger has of a day and a model, and of which calls the other side may know otherwise. */
export interface LedgerDay {
  readonly day: number
  readonly model: string
  readonly amounts: Record<Metric, number>
  /** Calls whose tokens are our estimate, and these tokens. */
  estimatedCalls: number
  estimatedTokens: number
  /** The client left. */
  cancelledCalls: number
  /** Something broke after something was used. */
  failedCalls: number
  unpricedCalls: number
  /** Answers of a provider to tries that were made again: their tokens are not known here. */
  repeatedTries: number
  /** Open at midnight: the provider may count them on the next day. */
  callsOverMidnight: number
}

export interface LedgerOptions {
  /** Included and excluded, Unix milliseconds. */
  readonly from: number
  readonly to: number
  readonly provider: string | undefined
  readonly api: string | undefined
  readonly namesModels: boolean
}

/** Sums of the calls that a provider worked on, each once, by day and model. */
export async function ledgerDays(
  records: AsyncIterable<ReconciledRecord>,
  options: LedgerOptions,
): Promise<Map<string, LedgerDay>> {
  const days = new Map<string, LedgerDay>()
  const seen = new Set<string>()
  for await (const record of records) {
    const answers = record.attempts.filter(({ status }) => status !== null && status >= 200 && status < 300).length
    const wasUsed = record.usage.totalTokens > 0 || (answers > 0 && record.usage.source !== 'none')
    if (!wasUsed || !matches(record, options) || seen.has(record.id)) continue
    seen.add(record.id)
    const day = dayOf(record.at)
    const model = options.namesModels ? modelName(record.model.served ?? record.model.asked ?? 'unknown') : ''
    const found = days.get(keyOf({ day, model })) ?? emptyDay(day, model)
    add(found, record, answers)
    days.set(keyOf({ day, model }), found)
  }
  return days
}

function add(day: LedgerDay, { at, outcome, usage, cost, unpriced, totalMs }: ReconciledRecord, answers: number): void {
  day.amounts.calls += Math.max(1, answers)
  day.amounts.inputTokens += usage.inputTokens
  day.amounts.cachedInputTokens += usage.cachedInputTokens
  day.amounts.outputTokens += usage.outputTokens
  day.amounts.cost += cost?.amount ?? 0
  day.repeatedTries += Math.max(0, answers - 1)
  if (usage.estimated) {
    day.estimatedCalls++
    day.estimatedTokens += usage.totalTokens
  }
  if (outcome === 'cancelled') day.cancelledCalls++
  if (outcome === 'failed') day.failedCalls++
  if (unpriced || cost === null) day.unpricedCalls++
  if (dayOf(at + totalMs) !== day.day) day.callsOverMidnight++
}

function matches({ at, api, provider }: Pick<UsageRecord, 'at' | 'api' | 'provider'>, options: LedgerOptions): boolean {
  if (at < options.from || at >= options.to) return false
  if (options.provider !== undefined && provider !== options.provider) return false
  return options.api === undefined || [api.id, api.name, `${api.name}/${api.version}`].includes(options.api)
}

function emptyDay(day: number, model: string): LedgerDay {
  return {
    day,
    model,
    amounts: { calls: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 },
    ...{ estimatedCalls: 0, estimatedTokens: 0, cancelledCalls: 0, failedCalls: 0 },
    ...{ unpricedCalls: 0, repeatedTries: 0, callsOverMidnight: 0 },
  }
}
