export type ViewRow = readonly unknown[]

/** A consistent view of the whole database, however long the reading takes. One table at a time. */
export interface ReadView {
  /** Every row, in slices: the values of these columns, as the engine gives them; what follows them means nothing. */
  rows(table: string, columns: readonly string[]): AsyncIterable<readonly ViewRow[]>
  close(): Promise<void>
}
