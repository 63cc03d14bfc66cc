/** Why a verb did not do it; each has one HTTP status and one title in http/render-problem.ts. */
export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'stale'
  | 'precondition'
  | 'too-many'
  | 'unavailable'

export interface FieldProblem {
  /** Where: `limits[0].per`; empty: the whole. */
  readonly field: string
  readonly reason: string
}

/** A verb says no: what is wrong, where, and what to do. Thrown, because it has to roll a transaction back. */
export class Problem extends Error {
  readonly kind: ProblemKind
  readonly fields: readonly FieldProblem[]

  constructor(kind: ProblemKind, detail: string, fields: readonly FieldProblem[] = []) {
    super(detail)
    this.kind = kind
    this.fields = fields
  }
}

/** Also what the reader may not see: that it exists is nobody else's business. */
export function notFound(what: string, id: string): Problem {
  return new Problem('not-found', `There is no ${what} ${id}.`)
}

export function invalidField(field: string, reason: string): Problem {
  return new Problem('invalid', `${field} ${reason}.`, [{ field, reason }])
}

export function conflict(detail: string, field?: string): Problem {
  return new Problem('conflict', detail, field === undefined ? [] : [{ field, reason: detail }])
}
