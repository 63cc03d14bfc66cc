import type { StoreLimits } from './limits.ts'
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
  readonly limits: Partial<StoreLimits> | undefined
}
