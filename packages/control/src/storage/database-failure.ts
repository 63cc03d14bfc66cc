/** A row with the same values in these columns is there already. */
export class UniqueFailure extends Error {
  readonly table: string
  readonly columns: readonly string[]
  constructor(table: string, columns: readonly string[], options: ErrorOptions) {
    super(`${table} has these ${columns.join(', ')} already`, options)
    this.table = table
    this.columns = columns
  }
}

/** A foreign key does not hold. */
export class ReferenceFailure extends Error {
  constructor(options: ErrorOptions) {
    super('a foreign key does not hold', options)
  }
}
