import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Output } from '../command-context.ts'
import type { Palette } from '../terminal/palette.ts'
import { printable } from '../terminal/printable.ts'

const warningLevel = 40
const errorLevel = 50

/** Reads a child's log for a person at a terminal: warnings and errors in one short line each, the rest left out. */
export function relayLog(child: ChildProcess, source: string, target: { output: Output; palette: Palette }): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on('line', (line) => {
      const shown = shortLogLine(line, source, target.palette)
      if (shown !== null) target.output.write(`${shown}\n`)
    })
  }
}

/** Null for what a person need not see. What is not a log record (a stack, a warning of Node) is shown as it is. */
export function shortLogLine(line: string, source: string, palette: Palette): string | null {
  const record = parseRecord(line)
  if (record === null) return line.trim() === '' ? null : `${source}: ${printable(line)}`
  if (record.level < warningLevel) return null
  const word = record.level >= errorLevel ? palette.bad('error') : palette.warning('warning')
  return `${word} ${palette.dim(source)} ${printable(record.text)}`
}

function parseRecord(line: string): { level: number; text: string } | null {
  if (!line.startsWith('{')) return null
  try {
    const record: unknown = JSON.parse(line)
    if (typeof record !== 'object' || record === null || !('level' in record)) return null
    if (typeof record.level !== 'number') return null
    const message = 'msg' in record && typeof record.msg === 'string' ? record.msg : ''
    return { level: record.level, text: joinSentence(message, errorText(record)) }
  } catch {
    return null
  }
}

/** Pino's place for an error is `err`. */
function errorText(record: object): string {
  if (!('err' in record) || typeof record.err !== 'object' || record.err === null) return ''
  return 'message' in record.err && typeof record.err.message === 'string' ? record.err.message : ''
}

function joinSentence(message: string, error: string): string {
  if (message === '') return error
  return error === '' || message.includes(error) ? message : `${message}: ${error}`
}
