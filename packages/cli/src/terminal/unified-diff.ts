import type { Palette } from './palette.ts'

interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

const contextLines = 3
/** Above this many cells the comparison would cost seconds: the differing part is then shown as one block. */
const cellsMax = 4_000_000

/** What changes between two texts, in the form of `diff -u`; empty where nothing does. */
export function unifiedDiff(before: string, after: string, names: { before: string; after: string }): string[] {
  const lines = compareLines(splitLines(before), splitLines(after))
  const hunks = hunkRanges(lines)
  if (hunks.length === 0) return []
  const output = [`--- ${names.before}`, `+++ ${names.after}`]
  for (const [start, end] of hunks) {
    const old = countBefore(lines, start, 'added')
    const fresh = countBefore(lines, start, 'removed')
    const hunk = lines.slice(start, end)
    const oldLength = hunk.filter((line) => line.kind !== 'added').length
    const freshLength = hunk.filter((line) => line.kind !== 'removed').length
    output.push(`@@ -${hunkPosition(old, oldLength)} +${hunkPosition(fresh, freshLength)} @@`)
    for (const line of hunk) output.push(`${marks[line.kind]}${line.text}`)
  }
  return output
}

export function colourDiff(lines: readonly string[], palette: Palette): string[] {
  return lines.map((line) => {
    if (line.startsWith('---') || line.startsWith('+++')) return palette.bold(line)
    if (line.startsWith('@@')) return palette.info(line)
    if (line.startsWith('+')) return palette.good(line)
    return line.startsWith('-') ? palette.bad(line) : line
  })
}

const marks = { same: ' ', removed: '-', added: '+' } as const

function splitLines(text: string): string[] {
  if (text === '') return []
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function compareLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++
  }
  const same = (text: string): DiffLine => ({ kind: 'same', text })
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

function compareMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text })
  const added = (text: string): DiffLine => ({ kind: 'added', text })
  if (before.length * after.length > cellsMax) return [...before.map(removed), ...after.map(added)]
  const common = commonLengths(before, after)
  const lengthAt = (row: number, column: number) => common[row * (after.length + 1) + column] ?? 0
  const lines: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    const old = before[row]
    const fresh = after[column]
    if (old !== undefined && old === fresh) {
      lines.push({ kind: 'same', text: old })
      row++
      column++
    } else if (fresh === undefined || (old !== undefined && lengthAt(row + 1, column) >= lengthAt(row, column + 1))) {
      lines.push(removed(old ?? ''))
      row++
    } else {
      lines.push(added(fresh))
      column++
    }
  }
  return lines
}

/** For each pair of positions the length of the longest common subsequence of what follows. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const cell = row * width + column
      lengths[cell] =
        before[row] === after[column]
          ? (lengths[cell + width + 1] ?? 0) + 1
          : Math.max(lengths[cell + width] ?? 0, lengths[cell + 1] ?? 0)
    }
  }
  return lengths
}

function hunkRanges(lines: readonly DiffLine[]): Array<[number, number]> {
  const ranges: Array<[number, number]> = []
  lines.forEach((line, index) => {
    if (line.kind === 'same') return
    const start = Math.max(0, index - contextLines)
    const end = Math.min(lines.length, index + contextLines + 1)
    const last = ranges.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = end
    else ranges.push([start, end])
  })
  return ranges
}

function countBefore(lines: readonly DiffLine[], end: number, without: DiffLine['kind']): number {
  return lines.slice(0, end).filter((line) => line.kind !== without).length
}

/** An empty side is numbered by the line before it, as diff does. */
function hunkPosition(linesBefore: number, length: number): string {
  return `${length === 0 ? linesBefore : linesBefore + 1},${length}`
}
