import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Logger } from 'pino'
import type { Services } from '../services/verb.ts'
import { apiDocsPage } from './api-docs.ts'
import { bundlePaths } from './cli-bundle.ts'
import { consolePages, consolePaths } from './console/console-pages.ts'
import { handleRoute, type Identify } from './handle-route.ts'
import { describeRoutes, openApiDocument } from './open-api.ts'
import { controlPagePaths, controlPages } from './pages/control-pages.ts'
import { type RenderedProblem, renderProblem, transportProblem } from './render-problem.ts'
import { requestIdOf } from './request-id.ts'
import type { Access, Method, Route } from './route.ts'
import { setSecurityHeaders } from './security-headers.ts'

/** A part of the surface that is no verb: log-in, the description of the API, the gateways' link. */
export interface Mount {
  /** A path, or a prefix that ends in `/*`. */
  readonly path: string
  readonly handle: (c: Context) => Promise<Response>
}

export interface AppOptions {
  readonly services: Services
  readonly routes: readonly Route[]
  readonly identify: Identify
  readonly mounts: readonly Mount[]
  readonly version: string
  /** Where the built console is. */
  readonly consoleFolder: string
  readonly log: Logger
}

export const metricsPath = '/metrics'

/** What anybody may read: that the program is up, what its API is, the pages that lead to a log-in, and the command for other machines. */
export const openRoutes: ReadonlyArray<{ readonly method: Method; readonly path: string; readonly access: Access }> = [
  { method: 'get', path: '/api/v1/health', access: 'anyone' },
  { method: 'get', path: '/api/v1/openapi.json', access: 'anyone' },
  { method: 'get', path: '/api/docs', access: 'anyone' },
  { method: 'get', path: '/api/docs/scalar.js', access: 'anyone' },
  ...[...controlPagePaths, ...consolePaths, ...bundlePaths].map(
    (path) => ({ method: 'get', path, access: 'anyone' }) as const,
  ),
]

/** What is read beside the REST API. */
export const metricsRoute = { method: 'get', path: metricsPath, access: 'usage:read' } as const

/** The control plane's HTTP surface as one function from request to response: routes → verbs. */
export function createApp(options: AppOptions): OpenAPIHono {
  const { routes, services, identify, version, log } = options
  const app = new OpenAPIHono()
  app.use('*', async (c, next) => {
    c.header('x-request-id', requestIdOf(c))
    setSecurityHeaders(c)
    await next()
  })
  describeRoutes(app, routes)
  // Made when somebody asks: it takes longer than the rest of a start.
  let description: string | undefined
  app.get('/api/v1/openapi.json', (c) => {
    description ??= JSON.stringify(openApiDocument(app, version))
    return c.body(description, 200, { 'content-type': 'application/json' })
  })
  app.get('/api/v1/health', async (c) => c.json({ status: 'ok', version, store: await services.store.version() }))
  app.route('/', apiDocsPage())
  app.route('/', controlPages(identify, options.consoleFolder))
  app.route('/', consolePages(options.consoleFolder))
  for (const route of routes) {
    const path = `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`
    app.on(route.method.toUpperCase(), path, (c) => handleRoute(c, route, { services, identify }))
  }
  // A new response, because one that was made elsewhere has none of the headers set above.
  for (const { path, handle } of options.mounts)
    app.all(path, async (c) => {
      const response = await handle(c)
      return c.newResponse(response.body, response)
    })
  app.notFound((c) => send(c, refuseUnknown(c, routes)))
  app.onError((error, c) => {
    const problem = renderProblem(error, requestIdOf(c))
    if (problem !== undefined) return send(c, problem)
    log.error({ err: error, requestId: requestIdOf(c), path: c.req.path }, 'a request failed inside the control plane')
    const detail = 'Something went wrong inside Tollgate; the log says what under this request id.'
    return send(c, transportProblem({ status: 500, title: 'A mistake of ours' }, { detail, requestId: requestIdOf(c) }))
  })
  return app
}

function send(c: Context, { status, body, headers }: RenderedProblem): Response {
  return c.body(JSON.stringify(body), status, { ...headers, 'content-type': 'application/problem+json' })
}

/** 405 where the address is one of ours and the method is not. */
function refuseUnknown(c: Context, routes: readonly Route[]): RenderedProblem {
  const requestId = requestIdOf(c)
  const methods = routes.filter(({ path }) => matches(`/api/v1${path}`, c.req.path)).map(({ method }) => method)
  if (methods.length === 0)
    return transportProblem(
      { status: 404, title: 'There is no such thing' },
      { detail: 'There is nothing at this address: /api/v1/openapi.json lists what there is.', requestId },
    )
  const allow = [...new Set(methods)].map((method) => method.toUpperCase()).join(', ')
  const detail = `${c.req.method} cannot be done here: use ${allow}.`
  return { ...transportProblem({ status: 405, title: 'Another method' }, { detail, requestId }), headers: { allow } }
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))
  )
}
