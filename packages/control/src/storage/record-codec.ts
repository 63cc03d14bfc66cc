import type { Kind, Records } from './records.ts'
import { UnstorableValue } from './store.ts'
import { baseColumns, columnName, type Table, tables } from './tables.ts'

type SqlRow = Record<string, unknown>

export interface Column {
  readonly property: string
  readonly column: string
  /** Without the `?`. */
  readonly type: string
  readonly isNullable: boolean
}

/** Between a record and its row: names, booleans as 0 and 1, lists and objects as JSON text. */
export interface RecordCodec {
  readonly table: Table
  readonly columns: readonly Column[]
  /** Their names in SQL, in the same order. */
  readonly columnNames: readonly string[]
  readonly byProperty: ReadonlyMap<string, Column>
}

const codecs = new Map<string, RecordCodec>(Object.entries(tables).map(([kind, table]) => [kind, makeCodec(table)]))

function makeCodec(table: Table): RecordCodec {
  const columns = Object.entries({ ...baseColumns, ...table.columns }).map(([property, type]) => ({
    property,
    column: columnName(property),
    type: type.replace('?', ''),
    isNullable: type.endsWith('?'),
  }))
  return {
    table,
    columns,
    columnNames: columns.map(({ column }) => column),
    byProperty: new Map(columns.map((column) => [column.property, column])),
  }
}

export function codecOf(kind: Kind): RecordCodec {
  const codec = codecs.get(kind)
  if (codec === undefined) throw new Error(`there is no table for ${kind}`)
  return codec
}

export function columnOf(kind: Kind, property: string): Column {
  const column = codecOf(kind).byProperty.get(property)
  if (column === undefined) throw new Error(`${kind} has no ${property}`)
  return column
}

export function decode<K extends Kind>(kind: K, row: SqlRow): Records[K] {
  const record: Record<string, unknown> = {}
  for (const { property, column, type } of codecOf(kind).columns) record[property] = decodeValue(row[column], type)
  return record as unknown as Records[K]
}

/** Makes a record of the values of `columnNames`, in their order. */
export function decodeValues<K extends Kind>(kind: K, values: readonly unknown[]): Records[K] {
  const entries = codecOf(kind).columns.map(({ property, type }, index) => [property, decodeValue(values[index], type)])
  return Object.fromEntries(entries) as unknown as Records[K]
}

export function decodeValue(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null
  if (type === 'json') return decodeJson(value)
  return type === 'boolean' ? value === 1 || value === true : value
}

/** Most lists are empty. */
export function decodeJson(value: unknown): unknown {
  return value === '[]' ? [] : JSON.parse(String(value))
}

/** The columns of those properties that are there; what is not a property of the kind is a mistake of ours and throws. */
export function encode(kind: Kind, record: Readonly<Record<string, unknown>>): SqlRow {
  const row: SqlRow = {}
  for (const [property, value] of Object.entries(record)) {
    if (value === undefined) continue
    const known = columnOf(kind, property)
    if (value === null && known.type !== 'json' && !known.isNullable) throw new UnstorableValue(kind, property)
    const encoded = encodeValue(kind, known, value)
    if (!isStorable(encoded)) throw new UnstorableValue(kind, property)
    row[known.column] = encoded
  }
  return row
}

/** A value of the wrong type would be stored by one engine and refused by the other. */
export function encodeValue(kind: Kind, { property, type, isNullable }: Column, value: unknown): unknown {
  if (value === null && isNullable) return null
  if (type === 'json') return JSON.stringify(value ?? null)
  if (value === null) return null
  if (type === 'boolean' && typeof value === 'boolean') return Number(value)
  if (type === 'integer' && Number.isSafeInteger(value)) return value
  if ((type === 'text' || type === 'sealed') && typeof value === 'string') return value
  throw new UnstorableValue(kind, property)
}

/** No NUL, which Postgres refuses, and no half of a surrogate pair, which both change. */
export function isStorable(value: unknown): boolean {
  return typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))
}
