import type { z } from 'zod'
import type { Permission } from '../access/permissions.ts'
import type { Verb } from '../services/verb.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/**
 * Who may call a route: everybody, everybody who is signed in, or who has a permission in some scope (the verb then looks at the
 * target). The access matrix (tests) is generated from this.
 */
export type Access = 'anyone' | 'signed-in' | Permission

export interface RouteInput<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
}

/** A file in pieces; without a name, what is read as it comes. */
export interface Download {
  readonly type: string
  readonly name?: string
  readonly pieces: AsyncIterable<string>
}

export interface RouteDefinition<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: Method
  /** Below `/api/v1`, with `{id}` for parameters. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  /** Heading in the reference. */
  readonly tag: string
  readonly access: Access
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Without one the answer is 204. */
  readonly answer?: Answer
  /** Instead of `answer`: a file that is sent as it is made; its content types. */
  readonly download?: readonly string[]
  /** 200 unless said: 201 for what makes something. */
  readonly status?: 200 | 201 | 202
  /** How large a body may be; preset 1 MiB. */
  readonly bodyBytesMax?: number
  /** Where the answer has a `revision` it also goes out as ETag. */
  readonly run: (
    verb: Verb,
    input: RouteInput<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.input<Answer> | Download | undefined>
}

/** A route as the router sees it, its types forgotten. */
export type Route = Omit<RouteDefinition, 'run'> & {
  readonly run: (verb: Verb, input: RouteInput<unknown, unknown, unknown>) => Promise<unknown>
}

/** Ties a route's schemas to the types of its `run`. */
export function route<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(definition: RouteDefinition<Params, Query, Body, Answer>): Route {
  return definition as unknown as Route
}
