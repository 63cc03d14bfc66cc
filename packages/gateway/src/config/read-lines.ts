import { setImmediate as nextTurn } from 'node:timers/promises'

/** An API with all its policies, or a certificate chain, is one line. */
const lineCharactersMax = 33_554_432
/** Calls wait at most so long for the lines of a base. */
const sliceMs = 4
/** How many lines are taken between two looks at the clock. */
const linesAtOnce = 8

/** Gives every line of a text that comes in pieces, without the empty ones, and lets calls run in between. */
export async function readLines(pieces: AsyncIterable<string>, onLine: (line: string) => void): Promise<void> {
  let rest = ''
  let sliceEnd = performance.now() + sliceMs
  let taken = 0
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineCharactersMax) throw new Error(`a line is longer than ${lineCharactersMax} characters`)
    for (const line of lines) {
      if (line !== '') onLine(line)
      if (++taken % linesAtOnce !== 0 || performance.now() < sliceEnd) continue
      await nextTurn()
      sliceEnd = performance.now() + sliceMs
    }
  }
  if (rest !== '') throw new Error('the last line was cut')
}
