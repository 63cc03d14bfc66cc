import type { Context } from 'hono'
import { z } from 'zod'
import { type FieldProblem, Problem } from '../services/problem.ts'
import type { Route, RouteInput } from './route.ts'

/** Bodies of the REST API are small; a route that takes more says so. */
const bodyBytesPreset = 1024 * 1024

/** Parameters, query and body as the route's schemas give them; a Problem names every field that is wrong. */
export async function readInput(c: Context, route: Route): Promise<RouteInput<unknown, unknown, unknown>> {
  const params = check(route.params, c.req.param(), 'path')
  const query = check(route.query, givenValues(c, route), 'query')
  // Also where no body is wanted: what it says would be ignored in silence.
  const body = route.method === 'get' ? undefined : check(route.body, await readJson(c, route), 'body')
  return { params, query, body }
}

/** What a schema has as a list may be given several times; anything else once. */
function givenValues(c: Context, { query }: Route): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [name, all] of Object.entries(c.req.queries())) {
    if (isList(query?.shape[name])) {
      values[name] = all
      continue
    }
    if (all.length > 1) throw new Problem('invalid', `${name} is given ${all.length} times: give it once.`)
    const [value] = all
    if (value !== undefined) values[name] = value
  }
  return values
}

function isList(schema: unknown): boolean {
  return schema instanceof z.ZodOptional ? isList(schema.unwrap()) : schema instanceof z.ZodArray
}

async function readJson(c: Context, route: Route): Promise<unknown> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  const bytesMax = route.bodyBytesMax ?? bodyBytesPreset
  const text = await readText(c, bytesMax)
  if (text.trim() === '') return {}
  if (type !== 'application/json')
    throw new Problem('invalid', 'The body has to be JSON: send content-type: application/json.')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem('invalid', `The body is no JSON that can be read${placeOf(error)}.`)
  }
}

/** Where it breaks. The parser's own words would repeat a piece of the body, which may be a secret. */
function placeOf(error: unknown): string {
  const [, position] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
  return position === undefined ? '' : `: it breaks at character ${position}`
}

async function readText(c: Context, bytesMax: number): Promise<string> {
  const tooLarge = () => new Problem('invalid', `The body is larger than ${bytesMax} bytes.`)
  if (Number(c.req.header('content-length') ?? 0) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength
    if (size > bytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: false }).decode(Buffer.concat(chunks))
}

function check(schema: z.ZodType | undefined, value: unknown, where: 'path' | 'query' | 'body'): unknown {
  if (schema === undefined) {
    const given = typeof value === 'object' && value !== null ? Object.keys(value) : []
    if (given.length > 0 && where !== 'path') throw unknownFields(given)
    return {}
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // An id that no record can have is not there; anything more would tell ids that exist from ids that do not.
  if (where === 'path') throw new Problem('not-found', 'There is nothing at this address.')
  const fields = parsed.error.issues.flatMap(fieldProblems)
  throw new Problem(
    'invalid',
    fields.map(({ field, reason }) => `${field === '' ? 'The body' : field} ${reason}`).join('; '),
    fields,
  )
}

function unknownFields(names: readonly string[]): Problem {
  const fields = names.map((field) => ({ field, reason: 'is not known here' }))
  return new Problem('invalid', fields.map(({ field, reason }) => `${field} ${reason}`).join('; '), fields)
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const field = pathText(issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: field === '' ? key : `${field}.${key}`, reason: 'is not known here' }))
  return [{ field, reason: reasonOf(issue) }]
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('received undefined'))
    return 'is missing'
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('')
}
