import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type { LocalCounterStore, SavedCounter } from '../counters/counter-store.ts'
import { syncFolder } from '../files/private-file.ts'
import { sealed, unsealed } from '../usage/sealed-line.ts'
import { linesOf, type UsagePosition } from '../usage/usage-files.ts'

/** The counters of a process in a file: a head, pieces, and an end that says how many. */

const headSchema = z.object({
  v: z.literal(1),
  /** The run of the process whose settlements are numbered. */
  run: z.string(),
  /** Leases that had ended by then are counted. Unix milliseconds. */
  at: z.int(),
  /** What is settled before is in all pieces; what lies behind only in those of its number and above. */
  position: z.object({ file: z.string(), offset: z.int().nonnegative() }),
  settlements: z.int().nonnegative(),
})
const pieceSchema = z.object({
  settlements: z.int().nonnegative(),
  counters: z.array(
    z.object({
      key: z.string(),
      startsAt: z.number(),
      endsAt: z.number(),
      used: z.int().nonnegative(),
      slots: z.array(z.tuple([z.number(), z.int().nonnegative()])).exactOptional(),
      slotMs: z.number().positive().exactOptional(),
    }),
  ),
})
const endSchema = z.object({ pieces: z.int().nonnegative() })

export type SavedHead = z.infer<typeof headSchema>

export interface SavedCounters extends SavedHead {
  readonly pieces: readonly { readonly settlements: number; readonly counters: readonly SavedCounter[] }[]
}

export interface SaveOptions {
  readonly path: string
  readonly run: string
  readonly now: number
  readonly position: UsagePosition
  /** null: the counters are elsewhere, and only the position is of interest. */
  readonly local: LocalCounterStore | null
}

/** A piece a turn, so that calls go on meanwhile. The file is replaced whole or not at all. */
export async function saveCounters(options: SaveOptions): Promise<void> {
  const saving = new Saving(options.path)
  try {
    for (const line of linesToSave(options)) {
      saving.write(line)
      await nextTurn()
    }
    saving.keep()
  } catch (error) {
    saving.drop()
    throw error
  }
}

/** The same at once, when no calls are left. */
export function saveCountersNow(options: SaveOptions): void {
  const saving = new Saving(options.path)
  try {
    for (const line of linesToSave(options)) saving.write(line)
    saving.keep()
  } catch (error) {
    saving.drop()
    throw error
  }
}

/** undefined: there are none. Throws where the file is damaged. */
export function readSavedCounters(path: string): SavedCounters | undefined {
  if (!existsSync(path)) return undefined
  const values = [...linesOf(path, 0)].map(({ text }) => unsealed(text))
  const head = headSchema.parse(values.shift())
  const { pieces: count } = endSchema.parse(values.pop())
  if (count !== values.length) throw new Error(`${values.length} pieces of ${count} are there`)
  return { ...head, pieces: values.map((value) => pieceSchema.parse(value)) }
}

function* linesToSave({ run, now, position, local }: SaveOptions): Iterable<string> {
  yield lineOf({ v: 1, run, at: now, position, settlements: local?.settlements ?? 0 } satisfies SavedHead)
  let pieces = 0
  for (const piece of local?.save(now) ?? []) {
    pieces++
    yield lineOf(piece)
  }
  yield lineOf({ pieces })
}

function lineOf(value: object): string {
  return `${sealed(JSON.stringify(value))}\n`
}

class Saving {
  private readonly path: string
  private readonly file: number

  constructor(path: string) {
    this.path = path
    this.file = openSync(`${path}.new`, 'w', 0o600)
  }

  write(line: string): void {
    const bytes = Buffer.from(line)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at)
  }

  keep(): void {
    fsyncSync(this.file)
    closeSync(this.file)
    renameSync(`${this.path}.new`, this.path)
    syncFolder(dirname(this.path))
  }

  drop(): void {
    try {
      closeSync(this.file)
    } catch {
      // It was closed before it could not be renamed.
    }
    rmSync(`${this.path}.new`, { force: true })
  }
}
