import { at, type JsonObject, objectOf } from '../api-client/json.ts'
import { cell } from '../output/cell.ts'
import { relativeTime } from '../output/relative-time.ts'
import { table } from '../output/table.ts'
import { paletteFor } from '../terminal/palette.ts'
import { printable } from '../terminal/printable.ts'
import type { Column, Noun } from './noun.ts'
import { type NamesOf, referencedNames } from './referenced-names.ts'
import type { Session } from './session.ts'

export function showJson({ context }: Pick<Session, 'context'>, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

export function showSentence({ context }: Pick<Session, 'context'>, sentence: string): void {
  context.stdout.write(`${sentence}\n`)
}

export async function showTable(
  session: Session,
  items: readonly JsonObject[],
  { columns, empty }: Pick<Noun, 'columns' | 'empty'>,
): Promise<void> {
  if (items.length === 0) return showSentence(session, empty)
  const names = await referencedNames(
    session,
    columns.flatMap((column) => idsIn(column, items)),
  )
  const now = Date.now()
  const rows = items.map((item) =>
    columns.map((column, index) => columnCell(column, item, { names, now, isLast: index === columns.length - 1 })),
  )
  const palette = paletteFor(session.context.stdout, session.context.environment)
  session.context.stdout.write(
    table(
      columns.map(({ heading }) => heading),
      rows,
      palette,
    ),
  )
}

/** Everything that is known of one, a line a field. */
export async function showDetails(
  session: Session,
  record: JsonObject,
  references: Noun['references'] = {},
): Promise<void> {
  const { context } = session
  const columns = Object.keys(references).map((field) => ({
    heading: field,
    value: field,
    reference: references[field] ?? '',
  }))
  const names = await referencedNames(
    session,
    columns.flatMap((column) => idsIn(column, [record])),
  )
  const palette = paletteFor(context.stdout, context.environment)
  const entries = Object.entries(record).map(([field, value]) => {
    const noun = references[field]
    const shown = noun === undefined ? value : named(value, noun, names)
    return [spaced(field), detail(field, shown, Date.now())] as const
  })
  const width = Math.max(...entries.map(([label]) => label.length))
  for (const [label, text] of entries) {
    const lines = text.split('\n').map((line) => printable(line, 2000))
    context.stdout.write(`${palette.bold(label.padEnd(width))}  ${lines.join(`\n${' '.repeat(width + 2)}`)}\n`)
  }
}

function columnCell(
  column: Column,
  item: JsonObject,
  { names, now, isLast }: { names: NamesOf; now: number; isLast: boolean },
): string {
  const value = columnValue(column, item)
  // Nothing stands behind the last one, so it may be long.
  const lengthMax = isLast ? 160 : 60
  if (column.reference !== undefined) return cell(named(value, column.reference, names), lengthMax)
  if (column.as === 'time' && typeof value === 'string') return relativeTime(value, now)
  return cell(value, lengthMax)
}

function columnValue({ value }: Column, item: JsonObject): unknown {
  return typeof value === 'string' ? at(item, value) : value(item)
}

function idsIn(column: Column, items: readonly JsonObject[]): Array<{ noun: string; id: string }> {
  const noun = column.reference
  if (noun === undefined) return []
  const ids = items.flatMap((item) => columnValue(column, item))
  return ids.flatMap((id) => (typeof id === 'string' ? [{ noun, id }] : []))
}

function named(value: unknown, noun: string, names: NamesOf): unknown {
  if (Array.isArray(value)) return value.map((id) => named(id, noun, names))
  return typeof value === 'string' ? names(noun, value) : value
}

function detail(field: string, value: unknown, now: number): string {
  if (typeof value === 'string' && /(At|from)$/i.test(field) && !Number.isNaN(Date.parse(value)))
    return `${value} (${relativeTime(value, now)})`
  if (typeof value === 'string' && value.includes('\n')) return value.trimEnd()
  if (Array.isArray(value) && value.some((item) => typeof item === 'object'))
    return value.map((item) => JSON.stringify(item)).join('\n') || cell(null)
  return Object.keys(objectOf(value)).length > 0 ? JSON.stringify(value) : cell(value, 2000)
}

/** `ownerTeamId` → `owner team`. */
function spaced(field: string): string {
  return (
    field
      .replace(/Ids$/, 's')
      .replace(/Id$/, '')
      .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) || field
  )
}
