import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PlainFailure } from '../plain-failure.ts'
import {
  type DumpEnd,
  type DumpHeader,
  type DumpTable,
  type DumpValue,
  dumpEndSchema,
  dumpFormat,
  dumpHeaderSchema,
  dumpTableSchema,
  dumpValueSchema,
} from './dump-format.ts'

export type DumpItem =
  | { readonly kind: 'header'; readonly header: DumpHeader }
  | { readonly kind: 'table'; readonly table: DumpTable }
  | { readonly kind: 'row'; readonly values: readonly DumpValue[] }
  | { readonly kind: 'end'; readonly rows: DumpEnd['rows']; readonly sha256: string }

const rowSchema = z.array(dumpValueSchema)
const itemSchema = z.union([rowSchema, dumpTableSchema, dumpEndSchema])

/** The lines of a backup, a header first and the end last, neither changed nor cut; a PlainFailure else. */
export async function* readDump(lines: AsyncIterable<string>): AsyncGenerator<DumpItem> {
  const hash = createHash('sha256')
  let place: 'start' | 'inside' | 'after' = 'start'
  for await (const text of lines) {
    if (place === 'after') throw damagedBackup('something follows its last line')
    const line = text.endsWith('\n') ? text.slice(0, -1) : text
    const item = place === 'start' ? readHeader(line) : readItem(line)
    place = 'inside'
    if (item.kind === 'end') {
      if (item.sha256 !== hash.digest('hex')) throw damagedBackup('its check sum does not match')
      place = 'after'
    } else hash.update(`${line}\n`)
    yield item
  }
  if (place !== 'after') throw damagedBackup('its end is missing')
}

export function damagedBackup(reason: string): PlainFailure {
  return new PlainFailure(`The backup is damaged: ${reason}. Nothing was restored.`)
}

function readHeader(line: string): DumpItem {
  // A newer format may have a header with more in it.
  const format = z.object({ tollgate: z.literal('backup'), format: z.number() }).safeParse(parse(line))
  if (!format.success) throw new PlainFailure('This is no backup of Tollgate: its first line says nothing of one.')
  if (format.data.format > dumpFormat)
    throw new PlainFailure('The backup was made by a newer Tollgate: restore it with that version.')
  const header = dumpHeaderSchema.safeParse(parse(line))
  if (!header.success) throw damagedBackup('its first line is incomplete')
  return { kind: 'header', header: header.data }
}

function readItem(line: string): DumpItem {
  const item = itemSchema.safeParse(parse(line))
  if (!item.success) throw damagedBackup('a line of it is none of ours')
  if (Array.isArray(item.data)) return { kind: 'row', values: item.data }
  return 'end' in item.data ? { kind: 'end', ...item.data } : { kind: 'table', table: item.data }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
