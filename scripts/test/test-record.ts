/** What the reporter inside a test process writes, one JSON line each, for the runner outside. */
export type TestRecord =
  | { readonly type: 'start'; readonly name: string; readonly nesting: number }
  | {
      readonly type: 'end'
      readonly name: string
      readonly nesting: number
      readonly file: string | null
      readonly line: number | null
      readonly passed: boolean
      /** The reason, or an empty string where none was given; null for a test that ran. */
      readonly skipped: string | null
      /** What went wrong, with its stack; null when passed or when only subtests failed. */
      readonly error: string | null
    }
  /** What node:test says about errors outside of any test. */
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'finished' }
