import { isDeepStrictEqual } from 'node:util'
import { tomlString, tomlValue } from '@tollgate/contract/codex-provider'
import { parse } from 'smol-toml'
import { readStatements, type TomlStatement } from './toml-statements.ts'

/** One value to be set, with its path from the root. */
export interface Setting {
  readonly path: readonly string[]
  readonly value: string | Readonly<Record<string, string>>
}

/** The text with one value set: replaced where it stands, else added to its table, else added with a new table at the end. */
export function writeSetting(text: string, setting: Setting): string {
  const statements = readStatements(text)
  const standing = statements.find((statement) => isPair(statement, setting.path))
  if (standing !== undefined) return splice(text, standing.valueStart, standing.valueEnd, tomlValue(setting.value))
  const line = `${writeKey(setting.path.at(-1) ?? '')} = ${tomlValue(setting.value)}`
  const table = setting.path.slice(0, -1)
  if (table.length === 0) return addToRoot(text, statements, line)
  const inline = statements.find((statement) => isPair(statement, table))
  if (inline !== undefined) return addToInline(text, inline, setting)
  const header = statements.findIndex((statement) => statement.kind === 'table' && samePath(statement.path, table))
  if (header !== -1) return addLine(text, lastOfTable(statements, header), line)
  return addTable(text, table, line)
}

/** Keys of the root must stand before the first table; where there are none yet, they come first of all. */
function addToRoot(text: string, statements: readonly TomlStatement[], line: string): string {
  const firstHeader = statements.findIndex((statement) => statement.kind !== 'pair')
  const last = firstHeader === -1 ? statements.at(-1) : statements[firstHeader - 1]
  if (last !== undefined) return addLine(text, last, line)
  const start = text.startsWith('\ufeff') ? 1 : 0
  const lineBreak = lineBreakOf(text)
  return splice(text, start, start, text.length > start ? line + lineBreak + lineBreak : line + lineBreak)
}

function addLine(text: string, after: TomlStatement, line: string): string {
  const lineBreak = lineBreakOf(text)
  const opening = text.slice(0, after.end).endsWith('\n') ? '' : lineBreak
  return splice(text, after.end, after.end, opening + line + lineBreak)
}

/** An inline table may have no line of its own to add to, so it is written anew with the entry. */
function addToInline(text: string, inline: TomlStatement, setting: Setting): string {
  const written = text.slice(inline.valueStart, inline.valueEnd)
  const table = parse(`value = ${written}`).value
  const entries = Object.entries(typeof table === 'object' && table !== null ? table : {})
  const texts = entries.map(([name, value]): [string, string] => [name, String(value)])
  const added: [string, string] = [setting.path.at(-1) ?? '', String(setting.value)]
  return splice(text, inline.valueStart, inline.valueEnd, tomlValue(Object.fromEntries([...texts, added])))
}

function addTable(text: string, path: readonly string[], line: string): string {
  const lineBreak = lineBreakOf(text)
  const ended = text === '' || text.endsWith('\n') ? text : text + lineBreak
  const separated = ended === '' || /\n\r?\n$/.test(ended) ? ended : ended + lineBreak
  return `${separated}[${path.map(writeKey).join('.')}]${lineBreak}${line}${lineBreak}`
}

function lastOfTable(statements: readonly TomlStatement[], header: number): TomlStatement {
  const following = statements.slice(header + 1)
  const next = following.findIndex((statement) => statement.kind !== 'pair')
  const own = [...statements.slice(header, header + 1), ...(next === -1 ? following : following.slice(0, next))]
  const last = own.at(-1)
  if (last === undefined) throw new Error('a table without its header')
  return last
}

function isPair(statement: TomlStatement, path: readonly string[]): boolean {
  return statement.kind === 'pair' && samePath(statement.path, path)
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return isDeepStrictEqual(one, other)
}

function writeKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key)
}

function splice(text: string, start: number, end: number, insertion: string): string {
  return text.slice(0, start) + insertion + text.slice(end)
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
