export type ViewRow = readonly unknown[]

/** What is read of a table, and how many rows at once. */
export interface Slices {
  readonly table: string
  readonly columns: readonly string[]
  readonly sliceRows: number
  /** Only rows that have a value in this column. */
  readonly having: string | undefined
}

export interface RowsOptions {
  /** Many, where it is not said. */
  readonly sliceRows?: number | undefined
  readonly having?: string | undefined
}

/** Rows whose column has one of these values, or none. */
export interface Condition {
  readonly column: string
  readonly anyOf: readonly string[] | null
}

export interface PackedQuery {
  readonly table: string
  /** Of text. */
  readonly columns: readonly string[]
  readonly conditions: readonly Condition[]
  readonly packRows: number
}

/** Some rows of one organisation that follow each other by their ids, as one text: the engine makes it faster than we take its values. */
export interface Pack {
  readonly organisationId: string
  /** The ids of the first and the last one. */
  readonly first: string
  readonly last: string
  /** The values of each row as a list in JSON, a comma between two rows. */
  readonly packed: string
}

/** A consistent view of the whole database, however long the reading takes. One table at a time. */
export interface ReadView {
  /** Every row, in slices: the values of these columns, as the engine gives them; what follows them means nothing. */
  rows(table: string, columns: readonly string[], options?: RowsOptions): AsyncIterable<readonly ViewRow[]>
  /** Every row of a table of records that meets the conditions, in the order of organisation and id (byte by byte). */
  packs(query: PackedQuery): AsyncIterable<readonly Pack[]>
  close(): Promise<void>
}
