import type { Outcome, UsageRecord } from '@tollgate/contract/usage-record'
import { Histogram } from './histogram.ts'
import { LabelValues, otherValue } from './label-values.ts'

export interface UsageLabels extends Readonly<Record<string, string>> {
  readonly api: string
  readonly application: string
  readonly model: string
}

export interface UsageCell {
  readonly labels: UsageLabels
  readonly calls: Record<Outcome, number>
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
  reasoningTokens: number
  /** Micro-dollars. */
  cost: number
  saved: number
  unpricedCalls: number
}

export interface LatencyCell {
  readonly labels: { readonly api: string; readonly model: string }
  readonly duration: Histogram
  readonly firstByte: Histogram
}

export interface UsageBounds {
  readonly apis: number
  readonly applications: number
  readonly models: number
  readonly combinations: number
}

export const usageBounds: UsageBounds = { apis: 200, applications: 500, models: 200, combinations: 5_000 }
/** Calls of agents take from parts of a second to many minutes. */
const durationBorders = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]
const firstByteBorders = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** Sums of one organisation, of which there are only so many: the first to come have a place, the rest is `other`. */
export class UsageCells {
  readonly cells = new Map<string, UsageCell>()
  readonly latencies = new Map<string, LatencyCell>()
  /** Calls that count under `other` in at least one label. */
  foldedCalls = 0
  private readonly bounds: UsageBounds
  private readonly apis: LabelValues
  private readonly applications: LabelValues
  private readonly models: LabelValues

  constructor(bounds: UsageBounds = usageBounds) {
    this.bounds = bounds
    this.apis = new LabelValues(bounds.apis)
    this.applications = new LabelValues(bounds.applications)
    this.models = new LabelValues(bounds.models)
  }

  add(record: UsageRecord): void {
    const { usage, cost, unpriced, outcome } = record
    const cell = this.cellOf(record)
    cell.calls[outcome] += 1
    cell.inputTokens += usage.inputTokens
    cell.cachedInputTokens += usage.cachedInputTokens
    cell.outputTokens += usage.outputTokens
    cell.reasoningTokens += usage.reasoningTokens
    cell.cost += cost?.amount ?? 0
    cell.saved += cost?.saved ?? 0
    if (unpriced) cell.unpricedCalls += 1
    if (Object.values(cell.labels).includes(otherValue)) this.foldedCalls += 1
    // What was refused before a provider was asked took no time that is worth a picture.
    if (record.attempts.length === 0) return
    const latency = this.latencyOf(cell.labels)
    latency.duration.add(record.totalMs)
    if (record.firstByteMs !== null) latency.firstByte.add(record.firstByteMs)
  }

  private cellOf({ api, caller, model, outcome, status }: UsageRecord): UsageCell {
    // A client names whatever model it likes: one that never answered gets no label.
    const isReal = outcome === 'answered' && status < 400
    const wanted: UsageLabels = {
      api: this.apis.of(`${api.name}/${api.version}`),
      application: this.applications.of(caller.application),
      model: this.models.of(model.served ?? model.asked ?? 'none', isReal),
    }
    const isKnown = this.cells.has(keyOf(wanted))
    const isFull = !isKnown && this.cells.size >= this.bounds.combinations
    const labels = isFull ? { api: wanted.api, application: otherValue, model: otherValue } : wanted
    const cell = this.cells.get(keyOf(labels)) ?? newCell(labels)
    this.cells.set(keyOf(labels), cell)
    return cell
  }

  private latencyOf({ api, model }: UsageLabels): LatencyCell {
    const labels = { api, model }
    const found = this.latencies.get(keyOf(labels))
    if (found !== undefined) return found
    const made = { labels, duration: new Histogram(durationBorders), firstByte: new Histogram(firstByteBorders) }
    this.latencies.set(keyOf(labels), made)
    return made
  }
}

function newCell(labels: UsageLabels): UsageCell {
  return {
    ...{ labels, calls: { answered: 0, refused: 0, failed: 0, cancelled: 0 } },
    ...{ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    ...{ cost: 0, saved: 0, unpricedCalls: 0 },
  }
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.values(labels))
}
