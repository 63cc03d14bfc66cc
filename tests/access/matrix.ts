import { endpoints } from '@tollgate/control/access/authentication/endpoints'
import { metricsRoute, openRoutes } from '@tollgate/control/http/app'
import { routes } from '@tollgate/control/http/routes'
import { requestOf } from './call-route.ts'
import type { Answer, Sent } from './client.ts'
import { type Identity, type IdentityName, identityNames } from './identities.ts'
import { logInCalls } from './log-in-calls.ts'
import { routeCalls } from './route-calls.ts'
import type { World } from './world.ts'

/** `get /api/v1/plans/{id}` → what each identity is answered. */
export type Matrix = Readonly<Record<string, Readonly<Record<IdentityName, number>>>>

interface MatrixRoute {
  readonly name: string
  /** undefined: nobody has said how it is called. */
  readonly sent: Sent | undefined
  readonly headersOf: (identity: Identity) => Readonly<Record<string, string>>
}

/** Calls every route of the live router as everybody; each call finds the world as it was made. */
export async function measureMatrix(world: World): Promise<{ matrix: Matrix; uncalled: readonly string[] }> {
  const all = matrixRoutes(world)
  const matrix: Record<string, Record<IdentityName, number>> = {}
  for (const { name, sent, headersOf } of all) {
    if (sent === undefined) continue
    const row: Partial<Record<IdentityName, number>> = {}
    for (const identity of identityNames) {
      const answer = await call(world, { ...sent, headers: headersOf(world.identities[identity]) })
      row[identity] = statusClass(answer)
    }
    matrix[name] = row as Record<IdentityName, number>
  }
  return { matrix, uncalled: all.filter(({ sent }) => sent === undefined).map(({ name }) => name) }
}

/** Where a change was made, everything is put back. */
export async function call({ client, state }: Pick<World, 'client' | 'state'>, sent: Sent): Promise<Answer> {
  const answer = await client.send(sent)
  if (sent.method !== 'GET' && answer.status < 300) state.reset()
  return answer
}

/** All good answers are one; refusals are told apart. */
function statusClass({ status }: Answer): number {
  return status < 300 ? 200 : status
}

export function matrixRoutes({ ids }: Pick<World, 'ids'>): readonly MatrixRoute[] {
  const calls = routeCalls(ids)
  const rest = routes.map((route) => {
    const call = calls[route.operationId]
    const sent = call === undefined ? undefined : requestOf(route, call)
    return { name: `${route.method} /api/v1${route.path}`, sent, headersOf: ({ token }: Identity) => token }
  })
  const open = [...openRoutes, metricsRoute].map(({ method, path }) => ({
    name: `${method} ${path}`,
    sent: { method: method.toUpperCase(), path },
    headersOf: ({ token }: Identity) => token,
  }))
  return [...open, ...logIns(), ...rest]
}

function logIns(): readonly MatrixRoute[] {
  return endpoints.map(({ method, path }) => {
    const name = `${method} ${path}`
    const call = logInCalls[name]
    const sent = call === undefined ? undefined : requestOf({ method, path }, call)
    const headersOf = ({ cookie }: Identity) => cookie
    return { name, sent: sent && { ...sent, path: sent.path.replace('/api/v1', '') }, headersOf }
  })
}

/** What is different, a line each. */
export function compareMatrices(wanted: Matrix, measured: Matrix): readonly string[] {
  const missing = Object.keys(measured).filter((name) => wanted[name] === undefined)
  const gone = Object.keys(wanted).filter((name) => measured[name] === undefined)
  const different = Object.entries(measured).flatMap(([name, row]) =>
    identityNames
      .filter((identity) => wanted[name] !== undefined && wanted[name][identity] !== row[identity])
      .map(
        (identity) =>
          `${name}: ${identity} is answered ${row[identity]}, and the table has ${wanted[name]?.[identity]}`,
      ),
  )
  return [
    ...missing.map((name) => `${name}: the table has no row for this route`),
    ...gone.map((name) => `${name}: the table has a row, and there is no such route`),
    ...different,
  ]
}
