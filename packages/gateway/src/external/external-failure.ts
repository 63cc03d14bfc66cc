/**
 * Why a service could not be asked, or its answer not be used. A failure, not a verdict: what it means for a call is the attachment's
 * `onFailure`. Its message may stand in a log: it names the service's origin, and never a text, a secret or what the service said.
 */
export type ExternalFailureKind =
  | 'unreachable'
  | 'address-refused'
  | 'timeout'
  | 'status'
  | 'unreadable'
  | 'too-large'
  /** The service has failed too often and is left alone for a while. */
  | 'breaker-open'
  /** More calls wait for it than may. */
  | 'busy'
  | 'secret'
  /** The exchange ended meanwhile. */
  | 'cancelled'

export class ExternalFailure extends Error {
  readonly kind: ExternalFailureKind
  /** HTTP status, where that is what was wrong. */
  readonly status: number | null

  constructor(kind: ExternalFailureKind, message: string, status: number | null = null) {
    super(message)
    this.name = 'ExternalFailure'
    this.kind = kind
    this.status = status
  }
}
