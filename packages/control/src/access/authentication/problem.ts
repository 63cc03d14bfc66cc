export interface ProblemField {
  readonly field: string
  readonly reason: string
}

export interface ProblemAnswer {
  readonly status: number
  /** Last part of the problem's type: `invalid-credentials`. */
  readonly kind: string
  readonly title: string
  readonly detail: string
  readonly fields?: readonly ProblemField[]
  readonly cookies?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** What an endpoint comes to. */
export type Outcome = Response | ProblemAnswer

/** An error as RFC 9457 wants it, and as the rest of the API has it. */
export function problemResponse(problem: ProblemAnswer, requestId: string | undefined): Response {
  const { status, kind, title, detail, fields, headers, cookies = [] } = problem
  const body = {
    type: `urn:tollgate:problem:${kind}`,
    title,
    status,
    detail,
    ...(requestId && { requestId }),
    ...(fields && { errors: fields }),
  }
  const type = 'application/problem+json'
  const response = answer(JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } })
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}

/** RFC 8628's errors have their own members, which OAuth clients look for; ours stand beside them. */
export function deviceProblem(status: number, error: string, detail: string): Response {
  const body = {
    type: `urn:tollgate:problem:${error.replaceAll('_', '-')}`,
    title: error.replaceAll('_', ' '),
    status,
    detail,
    error,
    error_description: detail,
  }
  return answer(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}

export function jsonResponse(body: unknown): Response {
  return answer(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } })
}

function answer(body: string, { status, headers }: { status: number; headers: Record<string, string> }): Response {
  return new Response(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

export const problems = {
  notFound: { status: 404, kind: 'not-found', title: 'Not found', detail: 'There is nothing at this address.' },
  signedOut: {
    status: 401,
    kind: 'unauthenticated',
    title: 'Not signed in',
    detail: 'Sign in first: there is no session, or it has ended.',
  },
  browserOnly: {
    status: 403,
    kind: 'browser-only',
    title: 'Only in a browser',
    detail: 'Do this in the console, signed in with a browser: an access token may not.',
  },
  crossSite: {
    status: 403,
    kind: 'cross-site',
    title: 'Refused: it comes from another site',
    detail:
      'The request does not carry the Origin of this console. Send it from the console itself, or without cookies.',
  },
  invalidCredentials: {
    status: 401,
    kind: 'invalid-credentials',
    title: 'Not signed in',
    detail: 'The e-mail address or the password is wrong, or this person may not sign in.',
  },
  usedCode: {
    status: 401,
    kind: 'used-code',
    title: 'The code has been used',
    detail: 'This code has already been used: start with the password again and enter the next one that the app shows.',
  },
  invalidLink: {
    status: 400,
    kind: 'invalid-link',
    title: 'The link is not valid',
    detail: 'The link has been used, has expired or is incomplete: ask for a new one.',
  },
  storeAway: {
    status: 503,
    kind: 'unavailable',
    title: 'The store does not answer',
    detail: 'The database does not answer: try again in a moment.',
  },
  unavailable: {
    status: 500,
    kind: 'internal',
    title: 'Something broke here',
    detail: 'It did not work because of a fault on this side. Try again; the log of the control plane says more.',
  },
} as const satisfies Record<string, ProblemAnswer>

export function tooMany(retryAfterSeconds: number): ProblemAnswer {
  return {
    status: 429,
    kind: 'too-many-attempts',
    title: 'Too many attempts',
    detail: `There were too many attempts: wait ${retryAfterSeconds} seconds and try again.`,
    headers: { 'retry-after': String(retryAfterSeconds) },
  }
}
