import type { Download } from '../route.ts'

type Row = Readonly<Record<string, unknown>>

/** Rows as a file that is made as they come. CSV has a heading, also where there is nothing below it. */
export function usageFile(
  rows: AsyncIterable<readonly Row[]>,
  { name, format, columns }: { name: string; format: 'csv' | 'ndjson'; columns: readonly string[] },
): Download {
  return format === 'csv'
    ? { type: 'text/csv; charset=utf-8', name: `${name}.csv`, pieces: csv(rows, columns) }
    : { type: 'application/x-ndjson', name: `${name}.ndjson`, pieces: ndjson(rows) }
}

async function* csv(rows: AsyncIterable<readonly Row[]>, columns: readonly string[]): AsyncGenerator<string> {
  yield csvLine(columns)
  for await (const some of rows)
    if (some.length > 0) yield some.map((row) => csvLine(columns.map((column) => row[column]))).join('')
}

async function* ndjson(rows: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  for await (const some of rows) if (some.length > 0) yield some.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** RFC 4180. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = harmless(typeof value === 'string' ? value : JSON.stringify(value))
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What spreadsheets would take as a formula gets an apostrophe: clients choose their own names, and somebody else opens the file. */
function harmless(text: string): string {
  return /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(text) ? `'${text}` : text
}
