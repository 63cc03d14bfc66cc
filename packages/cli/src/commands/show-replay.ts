import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { cell } from '../output/cell.ts'
import { table } from '../output/table.ts'
import { paletteFor } from '../terminal/palette.ts'

/** What came of a replay: a line for each request, and how many there were of each kind. No text of a prompt is printed. */
export function showReplay({ stdout, environment }: CommandContext, replay: JsonObject): void {
  const rows = listOf(replay.requests)
    .map(objectOf)
    .map(({ at, id, operation, outcome, verdict, milliseconds, found, reason }) => [
      cell(at),
      cell(id),
      cell(operation),
      cell(outcome),
      cell(verdict),
      cell(milliseconds),
      cell(Object.entries(objectOf(found)).map(([rule, times]) => `${rule} ${times}`)),
      cell(reason, 120),
    ])
  const headings = ['AT', 'CALL', 'OPERATION', 'THEN', 'NOW', 'MS', 'FOUND', 'WHY']
  stdout.write(table(headings, rows, paletteFor(stdout, environment)))
  stdout.write(`\n${summaryLine(objectOf(replay.summary))}\n`)
}

function summaryLine(summary: JsonObject): string {
  const { tried, passed, changed, refused, couldNotRun, didNotLook, notTried } = summary
  const milliseconds = objectOf(summary.milliseconds)
  const rare = [
    ...(couldNotRun === 0 ? [] : [`${couldNotRun} could not run`]),
    ...(didNotLook === 0 ? [] : [`${didNotLook} not looked at`]),
    ...(notTried === 0 ? [] : [`${notTried} not tried`]),
  ]
  const counts = [`${refused} refused`, `${changed} changed`, `${passed} passed`, ...rare].join(', ')
  return `${tried} requests: ${counts}; ${milliseconds.median} ms in the middle, ${milliseconds.max} ms at most.`
}
