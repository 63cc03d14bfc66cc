import type { ProblemBody } from '@tollgate/contract/resources/resource'

/** A refusal of the REST API, or its silence. */
export class Problem extends Error {
  /** undefined: nothing was answered. */
  readonly status: number | undefined
  readonly title: string
  readonly requestId: string | undefined
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number | undefined, body: Partial<ProblemBody>) {
    super(body.detail ?? 'The control plane answered with something that is not understood. Load the page again.')
    this.status = status
    this.title = body.title ?? 'Something went wrong'
    this.requestId = body.requestId
    this.fields = Object.fromEntries((body.errors ?? []).map(({ field, reason }) => [field, reason]))
  }
}

export function problemOf(status: number | undefined, body: unknown): Problem {
  if (status === undefined)
    return new Problem(undefined, {
      title: 'The control plane does not answer',
      detail:
        'What you see is as of the last answer. It is tried again by itself; calls through gateways go on meanwhile.',
    })
  return new Problem(status, typeof body === 'object' && body !== null ? body : {})
}
