import type { RecordSource } from '../usage-facts.ts'
import type { SqlStore } from './sql-store.ts'

/** What is posted to the thread and back: plain data. */
export type ThreadMethod = Exclude<keyof SqlStore, 'close'>

export interface ThreadCall {
  readonly id: number
  readonly method: ThreadMethod
  readonly given: readonly unknown[]
}

export type ThreadAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string; readonly isUnavailable: boolean; readonly isRange: boolean }

export interface ThreadData {
  readonly file: string
  readonly limits: { readonly newValuesADayMax: number; readonly newCombinationsADayMax: number } | undefined
}

/** Records go as one text: copying them piece by piece takes several times as long. */
export interface PostedRecords {
  readonly texts: readonly string[]
  readonly source: RecordSource
}
