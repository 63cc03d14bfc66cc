import { type Operations, operations } from './operations.ts'
import { problemOf } from './problem.ts'

export type OperationId = keyof Operations
export type Answer<Id extends OperationId> = Operations[Id]['answer']

type Given<Key extends string, Value> = undefined extends Value
  ? { readonly [K in Key]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [K in Key]?: Value }
    : { readonly [K in Key]: Value }

/** What an operation is called with: only what it takes. `revision`: refuse where somebody else was faster (If-Match). */
export type Input<Id extends OperationId> = Given<'params', Operations[Id]['params']> &
  Given<'query', Operations[Id]['query']> &
  Given<'body', Operations[Id]['body']> & { readonly revision?: number }

interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
  readonly revision?: number
}

/** One call of the REST API, by the session of this browser. Throws a Problem. */
export async function call<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  signal?: AbortSignal,
): Promise<Answer<Id>> {
  const { body, revision } = input as AnyInput
  const [method] = operations[id]
  const response = await fetch(addressOf(id, input), {
    method: method.toUpperCase(),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw problemOf(undefined, undefined)
  })
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const answer: unknown = isJson ? await response.json() : await response.text()
  if (!response.ok) throw problemOf(response.status, answer)
  return answer as Answer<Id>
}

/** Where an operation is called; also for links to files. */
export function addressOf<Id extends OperationId>(id: Id, input: Input<Id>): string {
  const { params = {}, query = {} } = input as AnyInput
  const [, pattern] = operations[id]
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  // Several values of one name are repeated.
  const pairs = given.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]))
  const search = new URLSearchParams(pairs).toString()
  return `/api/v1${path}${search === '' ? '' : `?${search}`}`
}
