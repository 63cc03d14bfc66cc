import { codecOf } from '../storage/record-codec.ts'
import type { Kind, RecordBase, Records } from '../storage/records.ts'
import type { NewRecord, Writer } from '../storage/store.ts'
import { baseColumns, tables } from '../storage/tables.ts'

export type Samples = ReadonlyMap<Kind, RecordBase>

/** Every kind, what is referred to first. */
export const kinds: readonly Kind[] = sortedKinds()

/** A record of a kind with something in every column; what it refers to is taken from `others`, or null where it may be. */
export function sample<K extends Kind>(kind: K, name: string, others: Samples): NewRecord<Records[K]> {
  const fields: Record<string, unknown> = {}
  for (const { property, type, isNullable } of codecOf(kind).columns) {
    if (Object.hasOwn(baseColumns, property)) continue
    const referred = tables[kind].references?.[property]
    if (referred !== undefined) fields[property] = others.get(referred)?.id ?? (isNullable ? null : 'nobody')
    else fields[property] = sampleValue(type, `${property} of ${name}`)
  }
  return fields as unknown as NewRecord<Records[K]>
}

/** One record of each kind, each with all that it can refer to. */
export async function insertOneOfEach(writer: Writer, name: string): Promise<Samples> {
  const made = new Map<Kind, RecordBase>()
  for (const kind of kinds) made.set(kind, await writer.insert(kind, sample(kind, name, made)))
  return made
}

export function sampleOf<K extends Kind>(samples: Samples, kind: K): Records[K] {
  const record = samples.get(kind)
  if (record === undefined) throw new Error(`no ${kind}`)
  return record as unknown as Records[K]
}

function sampleValue(type: string, text: string): unknown {
  if (type === 'integer') return 1_700_000_000_123
  if (type === 'boolean') return true
  return type === 'json' ? [{ text, nothing: null, many: [1, 'ü', '\u0000'] }] : text
}

function sortedKinds(): readonly Kind[] {
  const sorted: Kind[] = []
  const add = (kind: Kind) => {
    if (sorted.includes(kind)) return
    for (const referred of Object.values(tables[kind].references ?? {})) if (referred !== kind) add(referred)
    sorted.push(kind)
  }
  for (const kind of Object.keys(tables) as Kind[]) add(kind)
  return sorted
}
