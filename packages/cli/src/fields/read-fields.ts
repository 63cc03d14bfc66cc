import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import type { JsonObject } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import type { Field } from './field.ts'
import type { FlagField } from './field-options.ts'

/** Turns a name into an id; what is one already stays. */
export type ResolveName = (noun: string, name: string) => Promise<string>

export interface FieldSource {
  readonly options: JsonObject
  readonly fields: readonly FlagField[]
  readonly resolve: ResolveName
}

/** The body that --data and the flags say together; a flag wins. */
export async function readFields(context: CommandContext, source: FieldSource): Promise<Record<string, unknown>> {
  const { data } = source.options
  const body: Record<string, unknown> = typeof data === 'string' ? { ...(await readData(context, data)) } : {}
  for (const field of source.fields) {
    const given = source.options[field.option]
    // What holds anyway is no flag that was given, and --data may say otherwise.
    if (given === undefined || (field.kind === 'boolean' && given === field.preset)) continue
    body[field.name] = await fieldValue(field, given, source.resolve)
  }
  return body
}

/** Refuses a body that lacks what the schema asks for, before anything is sent. */
export function requireFields(body: JsonObject, all: readonly Field[], flags: readonly FlagField[]): void {
  const missing = all.filter(({ name, required }) => required && body[name] === undefined)
  if (missing.length === 0) return
  const named = missing.map(({ name }) => {
    const field = flags.find((flag) => flag.name === name)
    return field === undefined ? `"${name}" in --data` : `--${field.flag}`
  })
  throw misuse(`${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} missing.`)
}

async function fieldValue(
  { kind, nullable, reference }: FlagField,
  given: unknown,
  resolveName: ResolveName,
): Promise<unknown> {
  if (Array.isArray(given)) {
    if (given.length === 0) return nullable ? null : []
    return reference === null ? given : await Promise.all(given.map((name) => resolveName(reference, String(name))))
  }
  if (typeof given !== 'string') return given
  if (given === '' && nullable) return null
  return reference === null || kind !== 'text' ? given : await resolveName(reference, given)
}

async function readData(context: CommandContext, data: string): Promise<JsonObject> {
  const text = await readGivenText(context, data)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw misuse(`--data is no JSON that can be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw misuse('--data has to be a JSON object: {"name": …}.')
  return value as JsonObject
}

/** What is given is the text itself, `@file`, or `@-` for standard input. */
export async function readGivenText(context: CommandContext, data: string): Promise<string> {
  if (data === '@-') return await readAll(context.stdin)
  return data.startsWith('@') ? readFileSync(resolve(context.workingFolder, data.slice(1)), 'utf8') : data
}
