import { StoreUnavailable } from '../../storage/store.ts'
import type { PersonSession } from './authentication-contract.ts'
import { isCrossSite } from './cross-site.ts'
import type { Endpoint } from './endpoint.ts'
import { findEndpoint, type Match } from './endpoints.ts'
import type { Engine } from './engine.ts'
import { deviceProblem, type Outcome, type ProblemAnswer, problemResponse, problems, tooMany } from './problem.ts'
import { readInput } from './read-input.ts'
import { findSession } from './sessions.ts'
import { addressKey } from './throttle.ts'

export interface RequestInfo {
  readonly address: string
  readonly requestId?: string
}

/** Answers one request below `/api/auth/`. Every error leaves here, in the shape that the route's clients expect. */
export async function handle(engine: Engine, request: Request, info: RequestInfo): Promise<Response> {
  const match = findEndpoint(request.method, new URL(request.url).pathname)
  if (match === undefined) return problemResponse(problems.notFound, info.requestId)
  const outcome = await serve(engine, match, { request, info }).catch((error: unknown) => failed(engine, match, error))
  if (outcome instanceof Response) return outcome
  return match.endpoint.device === true ? asDeviceProblem(outcome) : problemResponse(outcome, info.requestId)
}

/** Site, session, count, input, and only then the endpoint. */
async function serve(
  engine: Engine,
  { endpoint, parameter }: Match,
  { request, info: { address } }: { request: Request; info: RequestInfo },
): Promise<Outcome> {
  if (isCrossSite(request, new Set(engine.settings.origins))) return problems.crossSite
  const { headers } = request
  const session = await findSession(engine, headers)
  const objection = mayCall(endpoint, session)
  if (objection !== undefined) return objection
  // Whoever is signed in is counted by name: a neighbour behind the same address must not use up their tries.
  const key = session === undefined ? addressKey(address) : `user ${session.authUserId}`
  const wait = await engine.throttle.take(endpoint.throttle, key)
  if (wait !== undefined) return tooMany(wait)
  const input = await readInput(endpoint, request)
  if ('problem' in input) return input.problem
  return endpoint.run({ engine, headers, address, session, parameter, input: input.value })
}

function mayCall({ access }: Endpoint, session: PersonSession | undefined): ProblemAnswer | undefined {
  if (access === 'anyone') return undefined
  if (session === undefined) return problems.signedOut
  return access === 'signed-in-browser' && session.transport !== 'cookie' ? problems.browserOnly : undefined
}

function failed(engine: Engine, { endpoint }: Match, error: unknown): ProblemAnswer {
  if (error instanceof StoreUnavailable) return problems.storeAway
  const name = error instanceof Error ? error.name : 'unknown'
  engine.settings.log.error(`log-in: ${endpoint.method} ${endpoint.path} failed: ${name}`)
  return problems.unavailable
}

/** OAuth clients read `error`: slow_down makes them wait. */
function asDeviceProblem({ status, detail, headers }: ProblemAnswer): Response {
  const error = status >= 500 ? 'server_error' : status === 429 ? 'slow_down' : 'invalid_request'
  const response = deviceProblem(status, error, detail)
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value)
  return response
}
