import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { LineCounter, parseDocument } from 'yaml'
import { type JsonObject, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'

export interface ReadDocument {
  /** As sentences name it. */
  readonly shown: string
  /** Where relative paths in it start. */
  readonly folder: string
  readonly document: JsonObject
}

/** A configuration file as values; what the fields mean is looked at by the server. `-` is standard input. */
export async function readDocument(context: CommandContext, file: string): Promise<ReadDocument> {
  const path = resolve(context.workingFolder, file)
  const isStdin = file === '-'
  const shown = isStdin ? 'standard input' : file
  const text = isStdin ? await readAll(context.stdin) : readFileSync(path, 'utf8')
  const value = parse(text, shown)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CommandFailure(
      `${shown} holds no configuration: it begins with providers:, plans:, apis: or applications:.`,
    )
  return { shown, folder: isStdin ? context.workingFolder : dirname(path), document: objectOf(value) }
}

/** What the parser says never quotes the file, which may hold a secret by mistake. */
function parse(text: string, shown: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0])
    const said = fault.message.replace(/:\s+(["']|`)[\s\S]*$/, '')
    throw new CommandFailure(`${shown}:${line} is not YAML that can be read: ${said}.`)
  }
  try {
    return document.toJS()
  } catch {
    throw new CommandFailure(`${shown} is not YAML that can be read: its aliases (*name) repeat too much.`)
  }
}
