import type { Route } from '@tollgate/control/http/route'
import type { Sent } from './client.ts'
import type { RouteCall } from './route-calls.ts'

/** The request that calls a route of the REST API. */
export function requestOf(route: Pick<Route, 'method' | 'path'>, { params, query, body }: RouteCall): Sent {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''))
  const search = query === undefined ? '' : `?${new URLSearchParams(query)}`
  return {
    method: route.method.toUpperCase(),
    path: `/api/v1${path}${search}`,
    ...(body === undefined ? {} : { body }),
  }
}
