import type { ProblemBody } from '@tollgate/contract/resources/resource'
import { type FieldProblem, Problem, type ProblemKind } from '../services/problem.ts'
import {
  InvalidCursor,
  ReferenceViolation,
  StaleRecord,
  StoreUnavailable,
  UniqueViolation,
  UnstorableValue,
} from '../storage/store.ts'

interface Shape {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 428 | 429 | 500 | 503
  readonly title: string
}

/** One row a kind: RFC 9457's type, title and status. */
const shapes: Readonly<Record<ProblemKind, Shape>> = {
  invalid: { status: 400, title: 'The request is not right' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'This is not allowed' },
  'not-found': { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'This cannot be done as things are' },
  stale: { status: 412, title: 'It was changed meanwhile' },
  precondition: { status: 428, title: 'A condition is missing' },
  'too-many': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'The store does not answer' },
}

export interface RenderedProblem {
  readonly status: Shape['status']
  readonly body: ProblemBody
  readonly headers: Readonly<Record<string, string>>
}

/** What the router itself refuses. */
export function transportProblem(
  { status, title }: Shape,
  { detail, requestId }: { detail: string; requestId: string },
): RenderedProblem {
  return { status, headers: {}, body: { type: 'about:blank', title, status, detail, requestId } }
}

/** A verb's refusal as an answer; undefined for what is a mistake of ours. */
export function renderProblem(error: unknown, requestId: string): RenderedProblem | undefined {
  const problem = asProblem(error)
  if (problem === undefined) return undefined
  const { status, title } = shapes[problem.kind]
  const errors: FieldProblem[] = problem.fields.map(({ field, reason }) => ({ field, reason }))
  const type = `urn:tollgate:problem:${problem.kind}`
  const body = { type, title, status, detail: problem.message, requestId, ...(errors.length === 0 ? {} : { errors }) }
  return { status, body, headers: headersOf(problem) }
}

function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  if (error instanceof StaleRecord)
    return new Problem('stale', 'Somebody else changed it at the same moment: read it again and repeat the change.')
  if (error instanceof InvalidCursor)
    return new Problem('invalid', 'after is not a cursor of this list: take `next` of the page before.', [
      { field: 'after', reason: 'is not a cursor of this list' },
    ])
  // Verbs look before they write; these are what two of them do at the same moment.
  if (error instanceof UniqueViolation)
    return new Problem('conflict', `Another ${error.kind} has the same ${error.columns.join(' and ')}: choose another.`)
  if (error instanceof ReferenceViolation)
    return new Problem(
      'conflict',
      `Something else refers to this ${error.kind}, or what it refers to is gone: read it again.`,
    )
  if (error instanceof UnstorableValue)
    return new Problem('invalid', `${error.property} holds a character or a number that cannot be kept.`, [
      { field: error.property, reason: 'cannot be kept' },
    ])
  if (error instanceof StoreUnavailable)
    return new Problem('unavailable', 'The database does not answer: try again in a moment.')
  return undefined
}

function headersOf({ kind }: Problem): Readonly<Record<string, string>> {
  if (kind === 'unavailable') return { 'retry-after': '2' }
  return kind === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="tollgate"' } : {}
}
