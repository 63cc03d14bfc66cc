import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { unsealed } from '../usage/sealed-line.ts'
import { isBefore, linesOf, type UsagePosition } from '../usage/usage-files.ts'
import { type AdmittedCall, admittedCallSchema } from './admitted-call.ts'

/** Whose file of admitted calls: the place of a process in the folder, one run of it, and one of its threads. */
export interface JournalName {
  readonly seat: number
  readonly run: string
  readonly thread: number
}

export interface AdmittedFile extends JournalName {
  readonly file: string
  /** Counts up; only the last one of a thread is written to. */
  readonly generation: number
}

export interface OpenEntry extends AdmittedCall {
  readonly run: string
}

export interface ReadAdmitted {
  /** By the id of the call; several where it has several reservations. */
  readonly calls: ReadonlyMap<string, readonly OpenEntry[]>
  /** The records of these calls lie behind it. */
  readonly from: UsagePosition
  readonly damagedLines: number
}

const namePattern = /^admitted-(\d+)-([0-9a-z]+)-(\d+)-(\d+)\.ndjson$/
const headSchema = z.object({ from: z.object({ file: z.string(), offset: z.int().nonnegative() }) })
const start: UsagePosition = { file: '', offset: 0 }
/** Behind everything. */
const end: UsagePosition = { file: '~', offset: 0 }

export function admittedFileOf({ seat, run, thread }: JournalName, generation: number): string {
  return `admitted-${seat}-${run}-${thread}-${generation}.ndjson`
}

export function admittedFilesIn(directory: string, seat: number): AdmittedFile[] {
  const files = readdirSync(directory).flatMap((file) => {
    const [, seatText, run, thread, generation] = namePattern.exec(file) ?? []
    if (run === undefined || Number(seatText) !== seat) return []
    return [{ file, seat, run, thread: Number(thread), generation: Number(generation) }]
  })
  return files.sort((one, other) => one.generation - other.generation)
}

/** Records from before it no start of any process in this folder asks for. */
export function neededFrom(directory: string): UsagePosition {
  let from = end
  for (const file of readdirSync(directory)) {
    if (!namePattern.test(file)) continue
    const [first] = linesOf(join(directory, file), 0)
    const head = headSchema.safeParse(first === undefined ? undefined : unsealed(first.text)).data
    // Nobody knows what a file without its head needs.
    if (head === undefined) return start
    if (isBefore(head.from, from)) from = head.from
  }
  return from
}

/** Calls that are noted there. One that was open when its thread went on in another file stands in both. */
export function readAdmitted(directory: string, files: readonly AdmittedFile[]): ReadAdmitted {
  const calls = new Map<string, OpenEntry[]>()
  let from = end
  let damagedLines = 0
  for (const { file, run } of files)
    for (const { text } of linesOf(join(directory, file), 0)) {
      const value = unsealed(text)
      const head = headSchema.safeParse(value).data
      const call = admittedCallSchema.safeParse(value).data
      if (head !== undefined && isBefore(head.from, from)) from = head.from
      if (call !== undefined) addTo(calls, { ...call, run })
      if (head === undefined && call === undefined) damagedLines++
    }
  return { calls, from, damagedLines }
}

function addTo(calls: Map<string, OpenEntry[]>, entry: OpenEntry): void {
  const known = calls.get(entry.id)
  // The same call stands in the next file as booked, where it was open in the one before.
  const others = known?.filter(({ n }) => n !== entry.n) ?? []
  calls.set(entry.id, [...others, entry])
}
