import type { OpenAPIHono } from '@hono/zod-openapi'
import { problemSchema } from '@tollgate/contract/resources/resource'
import { z } from 'zod'
import type { Route } from './route.ts'

/** The description of the REST API, made from the routes themselves: it cannot say what they do not do. */
export function describeRoutes(app: OpenAPIHono, routes: readonly Route[]): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-tollgate',
  })
  const problem = app.openAPIRegistry.registerComponent('schemas', 'Problem', problemJsonSchema()).ref
  const refusal = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: problem } },
  })
  for (const route of routes) {
    app.openAPIRegistry.registerPath({
      method: route.method,
      path: `/api/v1${route.path}`,
      operationId: route.operationId,
      summary: route.summary,
      description: accessSentence(route),
      tags: [route.tag],
      security: route.access === 'anyone' ? [] : [{ token: [] }, { session: [] }],
      request: {
        ...(route.params === undefined ? {} : { params: route.params }),
        ...(route.query === undefined ? {} : { query: route.query }),
        ...(route.body === undefined
          ? {}
          : { body: { required: true, content: { 'application/json': { schema: route.body } } } }),
      },
      responses: {
        ...success(route),
        '4XX': refusal('Refused: what was wrong, where, and what to do'),
        503: refusal('The database does not answer'),
      },
    })
  }
}

/** As JSON schema: the contract's zod knows nothing of OpenAPI, and need not. */
function problemJsonSchema(): SchemaObject {
  const { type, properties, required } = z.toJSONSchema(problemSchema)
  return { type, properties, required } as SchemaObject
}

type SchemaObject = Extract<
  Parameters<OpenAPIHono['openAPIRegistry']['registerComponent']>[2],
  { properties?: unknown }
>

export function openApiDocument(app: OpenAPIHono, version: string): object {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Tollgate',
      version,
      description:
        'The control plane of Tollgate. Lists are paged by `after`; what has a `revision` answers it as ETag, and takes it back in If-Match.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  })
}

function success({ answer, download, status = 200 }: Route) {
  if (download !== undefined) {
    const content = Object.fromEntries(download.map((type) => [type, { schema: { type: 'string' } as const }]))
    return { 200: { description: 'A file', content } }
  }
  if (answer === undefined) return { 204: { description: 'Done' } }
  const described = { description: 'Done', content: { 'application/json': { schema: answer } } }
  return { [status]: described }
}

function accessSentence({ access }: Route): string {
  if (access === 'anyone') return 'For everybody.'
  return access === 'signed-in' ? 'For everybody who is signed in.' : `Needs the permission \`${access}\`.`
}
