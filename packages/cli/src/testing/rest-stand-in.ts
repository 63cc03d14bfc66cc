import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { publicKeyFingerprint } from '../api-client/trust.ts'

/** A schema of the contract, as far as the stand-in checks what it is sent. */
interface Schema {
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: { message: string } }
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly authorization: string | undefined
  readonly body: unknown
}

export interface Answer {
  readonly status?: number
  readonly body?: unknown
}

export interface StandInRoute {
  /** `GET /plans/{id}`, below `/api/v1`; a path that begins with `/api/` stands as it is. */
  readonly route: string
  /** What a body has to fit; what comes out of it (defaults filled in) is given to `run`. */
  readonly schema?: Schema
  readonly run: (request: SeenRequest, parameters: Readonly<Record<string, string>>) => Answer | Promise<Answer>
}

export interface RestStandIn {
  readonly url: string
  readonly fingerprint: string
  readonly seen: SeenRequest[]
}

const fixtures = join(import.meta.dirname, '..', 'stand-ins', 'fixtures')
export const standInToken = 'tgp_stand_in'
/** What the device flow hands out: a session, no access token. */
export const standInSession = 'session_stand_in'

/** The REST API over real TLS with the schemas of the contract: routes of a test answer, and what they got is kept. */
export async function restStandIn(t: TestContext, routes: readonly StandInRoute[]): Promise<RestStandIn> {
  const certificate = readFileSync(join(fixtures, 'certificate.pem'))
  const seen: SeenRequest[] = []
  const server = createServer(
    { cert: certificate, key: readFileSync(join(fixtures, 'key.pem')) },
    (request, response) => {
      void answer({ request, response, routes, seen })
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  return { url: `https://localhost:${port}`, fingerprint: publicKeyFingerprint(new X509Certificate(certificate)), seen }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly routes: readonly StandInRoute[]
  readonly seen: SeenRequest[]
}

async function answer({ request, response, routes, seen }: Exchange): Promise<void> {
  const url = new URL(request.url ?? '', 'https://stand-in')
  const text = await readAll(request)
  const asked: SeenRequest = {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    authorization: request.headers.authorization,
    body: parse(text, request.headers['content-type']),
  }
  seen.push(asked)
  const { status = 200, body } = await answerTo(asked, routes)
  if (body === undefined) return void response.writeHead(status === 200 ? 204 : status).end()
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
}

async function answerTo(asked: SeenRequest, routes: readonly StandInRoute[]): Promise<Answer> {
  const isOpen = asked.path.startsWith('/api/auth/')
  const isKnown = [standInToken, standInSession].some((token) => asked.authorization === `Bearer ${token}`)
  if (!isOpen && !isKnown) return problem(401, 'Sign in first: there is no session.')
  for (const { route, schema, run } of routes) {
    const parameters = match(route, asked)
    if (parameters === null) continue
    if (schema === undefined) return await run(asked, parameters)
    const parsed = schema.safeParse(asked.body)
    if (!parsed.success) return problem(400, `The body is not right: ${parsed.error.message}`)
    return await run({ ...asked, body: parsed.data }, parameters)
  }
  return problem(404, `There is nothing at ${asked.method} ${asked.path}.`)
}

export function problem(status: number, detail: string): Answer {
  return { status, body: { type: 'about:blank', title: 'No', status, detail, requestId: 'req_1' } }
}

function match(route: string, { method, path }: SeenRequest): Record<string, string> | null {
  const [verb, pattern = ''] = route.split(' ')
  const wanted = (pattern.startsWith('/api/') ? pattern : `/api/v1${pattern}`).split('/')
  const given = path.split('/')
  if (verb !== method || wanted.length !== given.length) return null
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '')
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = value
    else if (part !== value) return null
  }
  return parameters
}

function parse(text: string, type: string | undefined): unknown {
  if (text === '') return undefined
  return type === 'application/x-www-form-urlencoded' ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)
}
