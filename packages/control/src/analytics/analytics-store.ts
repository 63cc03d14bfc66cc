import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { RecordSource, UsageFacts } from './usage-facts.ts'

/**
 * Where usage is kept and asked for: SQLite in a worker thread (its own file), or Postgres; one contract suite
 * (analytics-store.contract.ts). Above it nobody knows which.
 */
export interface AnalyticsStore {
  /**
   * Takes records in, each once however often it comes: known ids are passed over. All or none. `texts`: the same records in JSON, where the caller has them;
   * they are kept as they stand.
   */
  ingest(records: readonly UsageRecord[], source: RecordSource, texts?: readonly string[]): Promise<Ingested>
  /** Whole records in the order in which they were taken in, from behind `after` (0: from the oldest that is kept). For exporters. */
  recordsAfter(after: number, limit: number): Promise<readonly StoredRecord[]>
  /** The number of the newest record, and of the oldest that is kept; null: there is none. */
  bounds(): Promise<{ readonly oldest: number; readonly newest: number } | null>
  /** The lowest number of an organisation's records of calls from that moment on (Unix milliseconds); null: there is none. */
  numberSince(organisationId: string, at: number): Promise<number | null>
  totals(query: UsageQuery): Promise<UsageTotals>
  /** Every bucket of the time asked for, those without calls too. */
  series(query: UsageQuery, per: 'hour' | 'day'): Promise<readonly (UsageTotals & { readonly at: number })[]>
  /** By `order`, the largest first; what is beyond `limit` in one row whose value is null and `isRest`. */
  breakdown(query: UsageQuery, by: Dimension, options: BreakdownOptions): Promise<readonly BreakdownRow[]>
  /** From histograms: within 5 %. */
  percentiles(query: UsageQuery, of: Latency, percents: readonly number[]): Promise<Percentiles>
  /** What policies refused or changed, or would have: by policy and verdict, the most first. */
  policyHits(query: UsageQuery): Promise<readonly PolicyHits[]>
  /** The newest first. */
  requests(query: RequestQuery): Promise<RequestPage>
  record(organisationId: string, id: string): Promise<StoredRecord | undefined>
  conversations(
    query: UsageQuery & { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly ConversationRow[]>
  /** Deletes raw records from before a moment, and rollups from before another; how many records. */
  forget(times: { readonly recordsBefore: number; readonly rollupsBefore: number }): Promise<number>
  /** What an exporter has delivered; undefined: nothing yet. */
  exporterState(exporter: string): Promise<ExporterState | undefined>
  keepExporterState(exporter: string, state: ExporterState): Promise<void>
  close(): Promise<void>
}

export interface Ingested {
  readonly taken: number
  /** Places in the list of those that were not: known, there twice, or from before what was forgotten. */
  readonly leftOut: readonly number[]
}

export interface StoredRecord {
  /** Rising in the order of taking in, never used again. */
  readonly number: number
  readonly record: UsageRecord
  readonly facts: UsageFacts
}

export const dimensions = [
  'application',
  'team',
  'costCentre',
  'person',
  'api',
  'plan',
  'provider',
  'model',
  'agent',
  'repository',
  'trigger',
  'outcome',
  'refusalCode',
] as const
/** Their values are those of `dimensionValues` (dimension-values.ts): of applications and APIs ids, for names change. */
export type Dimension = (typeof dimensions)[number]

/** Filters of one dimension are alternatives, those of several have all to hold. null among values: calls that have none. */
export type Filters = { readonly [D in Dimension]?: readonly (string | null)[] | undefined }

export interface UsageQuery {
  readonly organisationId: string
  /** Included, Unix milliseconds; rollups answer in whole hours. */
  readonly from: number
  /** Excluded. */
  readonly to: number
  readonly filters: Filters
  /** What whoever asks may see: calls that one of these lets through; an empty list: none, left out: all. Every query keeps to it. */
  readonly visible?: readonly Filters[] | undefined
}

export interface UsageTotals {
  readonly calls: number
  readonly answered: number
  readonly refused: number
  readonly failed: number
  readonly cancelled: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly totalTokens: number
  /** Micro-dollars. */
  readonly cost: number
  readonly saved: number
  /** Calls that used something and have no price. */
  readonly unpricedCalls: number
  readonly estimatedCalls: number
  readonly policyHits: number
}

export type Order = 'cost' | 'totalTokens' | 'calls' | 'refused' | 'failed'

export interface BreakdownOptions {
  readonly order: Order
  readonly limit: number
}

export interface BreakdownRow extends UsageTotals {
  /** null: the calls that have none, or the rest. */
  readonly value: string | null
  readonly isRest: boolean
  /** How many values are added up in it: of the rest many, of the calls that have none 0. */
  readonly values: number
}

export type Latency = 'firstByteMs' | 'totalMs' | 'providerMs'

export interface Percentiles {
  /** As they were asked for, such as 50, 95 and 99; null where nothing was measured. */
  readonly values: readonly (number | null)[]
  /** Unix milliseconds: with some filters only the newest calls are looked through, those from here on. */
  readonly countedFrom: number
}

export interface PolicyHits {
  readonly policy: string
  readonly verdict: string
  readonly hits: number
}

export interface RequestQuery extends UsageQuery {
  readonly limit: number
  /** Those behind this one of the page before: its `cursor`. */
  readonly cursor?: string | undefined
  readonly conversation?: string | undefined
  readonly keyId?: string | undefined
  readonly status?: number | undefined
}

/** Time and number of a call: what a page's cursor looks like. */
export const requestCursor = /^(\d{1,15})\.(\d{1,15})$/

export interface RequestPage {
  readonly items: readonly UsageFacts[]
  /** null: there are no more. */
  readonly cursor: string | null
  /** Unix milliseconds: how far back it was looked; later pages go on from there. */
  readonly scannedTo: number
}

export interface ConversationRow {
  readonly conversation: string
  readonly agent: string | null
  readonly person: string | null
  /** Its id. */
  readonly application: string
  readonly repository: string | null
  readonly firstAt: number
  readonly lastAt: number
  readonly turns: number
  readonly calls: number
  readonly totalTokens: number
  readonly cost: number
}

export interface ExporterState {
  /** The number of the newest record that needs not be sent any more. */
  readonly delivered: number
  readonly deadLetters: number
  readonly lastError: string | null
  readonly lastErrorAt: number | null
  readonly lastDeliveryAt: number | null
  /** The replay that it began with last; left out: none. */
  readonly replayId?: string | undefined
}
