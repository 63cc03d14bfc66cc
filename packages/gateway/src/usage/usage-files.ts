import { closeSync, fstatSync, ftruncateSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { hasSeal, unsealed } from './sealed-line.ts'

/** The files of a usage folder, as a start of the gateway finds them. */

/** Where the log ended at some moment: every record from before lies before. */
export interface UsagePosition {
  /** Name of the file, '' before the first. Names are in the order of time. */
  readonly file: string
  readonly offset: number
}

export interface UsageLine extends UsagePosition {
  /** The record, with what else stands in its line; undefined: it is damaged. */
  readonly value: object | undefined
}

export interface CutTail {
  readonly file: string
  readonly bytes: number
}

const dayMs = 86_400_000
const namePattern = /^usage-\d{4}-\d{2}-\d{2}\.ndjson$/
const readBytes = 1_048_576
const newline = 0x0a

export function usageFileAt(now: number): string {
  return `usage-${new Date(Math.floor(now / dayMs) * dayMs).toISOString().slice(0, 10)}.ndjson`
}

export function usagePosition(directory: string, now: number): UsagePosition {
  const file = usageFileAt(now)
  return { file, offset: statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0 }
}

export function isBefore(one: UsagePosition, other: UsagePosition): boolean {
  return one.file < other.file || (one.file === other.file && one.offset < other.offset)
}

/** Every whole line from a position on, in the order in which they were written. */
export function* readUsage(directory: string, from: UsagePosition): Iterable<UsageLine> {
  for (const file of usageFilesIn(directory)) {
    if (file < from.file) continue
    for (const { offset, text } of linesOf(join(directory, file), file === from.file ? from.offset : 0))
      yield { file, offset, value: unsealed(text) }
  }
}

/**
 * What a process that died in the middle of a write left at the end of a file: cut off, or completed where only the line break is missing.
 * Nobody else may be writing.
 */
export function repairTails(directory: string, from: UsagePosition): CutTail[] {
  const names = usageFilesIn(directory)
  // A clock that was set back may have gone on in a file of the day before.
  const newest = new Set([...names.slice(-2), ...names.filter((name) => name >= from.file)])
  return [...newest].flatMap((file) => {
    const bytes = repairTail(join(directory, file))
    return bytes === 0 ? [] : [{ file, bytes }]
  })
}

/** Whole lines of a file, each with where it begins; what is behind the last line break is none. */
export function* linesOf(path: string, from: number): Iterable<{ readonly offset: number; readonly text: string }> {
  const file = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(readBytes)
    let rest = Buffer.alloc(0)
    let offset = from
    for (let at = from; ; ) {
      const count = readSync(file, chunk, 0, readBytes, at)
      if (count === 0) return
      at += count
      rest = Buffer.concat([rest, chunk.subarray(0, count)])
      let start = 0
      for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline, start)) {
        if (end > start) yield { offset, text: rest.toString('utf8', start, end) }
        offset += end + 1 - start
        start = end + 1
      }
      rest = rest.subarray(start)
    }
  } finally {
    closeSync(file)
  }
}

/** Their names, in the order of time. */
export function usageFilesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => namePattern.test(name))
    .sort()
}

/** How many bytes were cut off. */
function repairTail(path: string): number {
  const reading = openSync(path, 'r')
  let tail = Buffer.alloc(0)
  let size = 0
  try {
    size = fstatSync(reading).size
    for (let from = size; from > 0 && !tail.includes(newline); ) {
      const start = Math.max(0, from - readBytes)
      const piece = Buffer.alloc(from - start)
      readSync(reading, piece, 0, piece.length, start)
      tail = Buffer.concat([piece, tail])
      from = start
      if (tail.at(-1) === newline) return 0
    }
  } finally {
    closeSync(reading)
  }
  const torn = tail.subarray(tail.lastIndexOf(newline) + 1)
  if (torn.length === 0) return 0
  return mend(path, size, torn)
}

function mend(path: string, size: number, torn: Buffer): number {
  const writing = openSync(path, 'r+')
  try {
    if (hasSeal(torn.toString('utf8'))) {
      writeSync(writing, '\n', size)
      return 0
    }
    ftruncateSync(writing, size - torn.length)
    return torn.length
  } finally {
    closeSync(writing)
  }
}
