import type { ErrorCode } from '@tollgate/contract/errors'

/** Why the body of a request was refused while it was read, decoded or parsed. */
export interface BodyProblem {
  readonly code: ErrorCode
  /** One sentence for the caller. */
  readonly message: string
}
