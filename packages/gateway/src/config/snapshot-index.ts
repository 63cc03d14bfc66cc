import type { ApplicationRow, KeyRow, PlanRow, Row, SubscriptionRow } from '@tollgate/contract/snapshot'
import { type CompiledApi, compileApi, type Registry } from '../pipeline/compile.ts'

/** No API lies deeper than this: six segments of context and a version. */
const segmentsMax = 7

/** An API and the rest of the path below it: `/responses`. */
export interface Route {
  readonly api: CompiledApi
  readonly rest: string
}

/** The rows of a snapshot, indexed as the path of a call asks for them: every look-up is one `Map.get`. */
export class SnapshotIndex {
  pepper = ''
  private readonly apis = new Map<string, CompiledApi>()
  private readonly routes = new Map<string, CompiledApi>()
  private readonly keysByDigest = new Map<string, KeyRow>()
  private readonly keysById = new Map<string, KeyRow>()
  private readonly applications = new Map<string, ApplicationRow>()
  private readonly plans = new Map<string, PlanRow>()
  private readonly subscriptionsById = new Map<string, SubscriptionRow>()
  private readonly subscriptions = new Map<string, SubscriptionRow>()

  /** The longest context that the path begins with. `path` has a leading slash and no query. */
  findRoute(path: string): Route | undefined {
    let found: Route | undefined
    let end = 0
    for (let segments = 0; segments < segmentsMax && end < path.length; segments++) {
      const slash = path.indexOf('/', end + 1)
      end = slash < 0 ? path.length : slash
      const api = this.routes.get(path.slice(0, end))
      if (api !== undefined) found = { api, rest: path.slice(end) }
    }
    return found
  }

  findKey(digest: string): KeyRow | undefined {
    return this.keysByDigest.get(digest)
  }

  findApplication(id: string): ApplicationRow | undefined {
    return this.applications.get(id)
  }

  findSubscription(applicationId: string, apiId: string): SubscriptionRow | undefined {
    return this.subscriptions.get(pair(applicationId, apiId))
  }

  findPlan(id: string | null): PlanRow | undefined {
    return id === null ? undefined : this.plans.get(id)
  }

  allApis(): Iterable<CompiledApi> {
    return this.apis.values()
  }

  upsert(row: Exclude<Row, { kind: 'api' }>): void {
    switch (row.kind) {
      case 'settings':
        this.pepper = row.pepper
        return
      case 'application':
        this.applications.set(row.id, row)
        return
      case 'plan':
        this.plans.set(row.id, row)
        return
      case 'key':
        this.delete('key', row.id)
        this.keysById.set(row.id, row)
        this.keysByDigest.set(row.digest, row)
        return
      case 'subscription':
        this.delete('subscription', row.id)
        this.subscriptionsById.set(row.id, row)
        this.subscriptions.set(pair(row.applicationId, row.apiId), row)
    }
  }

  upsertApi(api: CompiledApi): void {
    this.delete('api', api.row.id)
    this.apis.set(api.row.id, api)
    for (const route of routesOf(api)) this.routes.set(route, api)
  }

  delete(kind: string, id: string): void {
    switch (kind) {
      case 'api':
        this.deleteApi(id)
        return
      case 'application':
        this.applications.delete(id)
        return
      case 'plan':
        this.plans.delete(id)
        return
      case 'key':
        this.deleteKey(id)
        return
      case 'subscription':
        this.deleteSubscription(id)
    }
  }

  // What a row gave up may be another row's by now (a default version that moved, a renamed key): that stays.

  private deleteApi(id: string): void {
    const api = this.apis.get(id)
    this.apis.delete(id)
    for (const route of routesOf(api)) if (this.routes.get(route) === api) this.routes.delete(route)
  }

  private deleteKey(id: string): void {
    const row = this.keysById.get(id)
    if (row === undefined) return
    this.keysById.delete(id)
    if (this.keysByDigest.get(row.digest) === row) this.keysByDigest.delete(row.digest)
  }

  private deleteSubscription(id: string): void {
    const row = this.subscriptionsById.get(id)
    if (row === undefined) return
    this.subscriptionsById.delete(id)
    const key = pair(row.applicationId, row.apiId)
    if (this.subscriptions.get(key) === row) this.subscriptions.delete(key)
  }
}

/** Compiles every API row of a change before any of it is applied, so that a bad one refuses the change as a whole. */
export function compileRows(rows: readonly Row[], registry: Registry): CompiledApi[] {
  return rows.flatMap((row) => (row.kind === 'api' ? [compileApi(row, registry)] : []))
}

/** Created and retired APIs are not there for callers. */
function routesOf(api: CompiledApi | undefined): string[] {
  if (api === undefined || api.row.state === 'created' || api.row.state === 'retired') return []
  const { context, version, isDefaultVersion } = api.row
  return isDefaultVersion ? [`${context}/${version}`, context] : [`${context}/${version}`]
}

function pair(applicationId: string, apiId: string): string {
  return `${applicationId} ${apiId}`
}
