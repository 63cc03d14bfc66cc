export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Readonly<Record<string, unknown>>

export interface Insert {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly SqlValue[])[]
  /** What follows the values, such as `on conflict do nothing`; with `returning` it gives rows. */
  readonly ending?: string
}

/** What both engines can do, asked in the part of SQL that they share; a value's place is `?`. */
export interface Sql {
  readonly engine: 'sqlite' | 'postgres'
  all(text: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>
  insert(insert: Insert): Promise<readonly SqlRow[]>
  /** The number of each row of `usage_record` that is new, in the order of the rows; undefined: there was one like it. */
  insertRecords(insert: Omit<Insert, 'table' | 'ending'>): Promise<readonly (number | undefined)[]>
  /** Changes one after the other: those of several processes too. */
  change<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Gives some of what was deleted back to the file system; whether there is more. */
  giveBack(): Promise<boolean>
  close(): Promise<void>
}

export function insertText({ table, columns, ending }: Insert, rows: number): string {
  const places = `(${columns.map(() => '?').join(', ')})`
  return `insert into ${table} (${columns.join(', ')}) values ${Array(rows).fill(places).join(', ')} ${ending ?? ''}`
}

export function number(row: SqlRow | undefined, column: string): number {
  return Number(row?.[column] ?? 0)
}

export function text(row: SqlRow, column: string): string {
  return String(row[column])
}

export function textOrNull(row: SqlRow, column: string): string | null {
  const value = row[column]
  return typeof value === 'string' ? value : null
}

export function bytes(row: SqlRow, column: string): Uint8Array {
  const value = row[column]
  if (value instanceof Uint8Array) return value
  throw new TypeError(`${column} holds no bytes`)
}

export function places(count: number): string {
  return Array(count).fill('?').join(', ')
}

/** Slices of a list that is too long for one statement. */
export function* slices<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}
