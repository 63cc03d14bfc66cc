import type { DenyRuleRow, QuotaRow } from '@tollgate/contract/limits'
import type { ApplicationRow, KeyRow, PlanRow, Row, SubscriptionRow } from '@tollgate/contract/snapshot'
import type { CompiledApi } from '../pipeline/compile.ts'
import { QuotaSet } from '../quota/quota-set.ts'
import { DenyRules } from './deny-rules.ts'
import { KeyRestriction } from './key-restriction.ts'
import { ShardedMap } from './sharded-map.ts'

/** No API lies deeper than this: six segments of context and a version. */
const segmentsMax = 7

/** An API and the rest of the path below it: `/responses`. */
export interface Route {
  readonly api: CompiledApi
  readonly rest: string
}

/** The rows of a snapshot, indexed as the path of a call asks for them: every look-up is one `Map.get`, or two. */
export class SnapshotIndex {
  pepper = ''
  private readonly apis = new Map<string, CompiledApi>()
  private readonly routes = new Map<string, CompiledApi>()
  /** Of APIs that are there for their test keys only. */
  private readonly hiddenRoutes = new Map<string, CompiledApi>()
  private readonly keysByDigest = new ShardedMap<KeyRow>()
  private readonly keysById = new ShardedMap<KeyRow>()
  private readonly applications = new ShardedMap<ApplicationRow>()
  private readonly plans = new Map<string, PlanRow>()
  private readonly quotasById = new Map<string, QuotaRow>()
  private readonly denyRulesById = new Map<string, DenyRuleRow>()
  private quotaSet: QuotaSet | null = null
  private denyRuleSet: DenyRules | null = null
  private readonly subscriptionsById = new ShardedMap<SubscriptionRow>()
  /** By application, then by API. */
  private readonly subscriptions = new ShardedMap<Map<string, SubscriptionRow>>()
  private readonly restrictions = new WeakMap<KeyRow, KeyRestriction>()

  /** The longest context that the path begins with. `path` has a leading slash and no query. */
  findRoute(path: string): Route | undefined {
    return longestRoute(this.routes, path)
  }

  /** The same among APIs that are not published yet. */
  findHiddenRoute(path: string): Route | undefined {
    return this.hiddenRoutes.size === 0 ? undefined : longestRoute(this.hiddenRoutes, path)
  }

  findApi(id: string): CompiledApi | undefined {
    return this.apis.get(id)
  }

  findKey(digest: string): KeyRow | undefined {
    return this.keysByDigest.get(digest)
  }

  /** From where a key may be used; compiled once for each row. undefined: from anywhere. */
  findRestriction(key: KeyRow): KeyRestriction | undefined {
    if (key.allowedAddresses.length === 0 && key.allowedReferrers.length === 0) return undefined
    const known = this.restrictions.get(key)
    if (known !== undefined) return known
    const restriction = new KeyRestriction(key)
    this.restrictions.set(key, restriction)
    return restriction
  }

  findApplication(id: string): ApplicationRow | undefined {
    return this.applications.get(id)
  }

  findSubscription(applicationId: string, apiId: string): SubscriptionRow | undefined {
    return this.subscriptions.get(applicationId)?.get(apiId)
  }

  findPlan(id: string | null): PlanRow | undefined {
    return id === null ? undefined : this.plans.get(id)
  }

  /** Limits beside those of the plans. */
  get quotas(): QuotaSet {
    this.quotaSet ??= new QuotaSet(this.quotasById.values())
    return this.quotaSet
  }

  get denyRules(): DenyRules {
    this.denyRuleSet ??= new DenyRules(this.denyRulesById.values())
    return this.denyRuleSet
  }

  allApis(): Iterable<CompiledApi> {
    return this.apis.values()
  }

  /** Every row, as it was put in force. */
  *rows(): Generator<Row> {
    if (this.pepper !== '') yield { kind: 'settings', id: 'settings', pepper: this.pepper }
    for (const rows of [
      this.plans,
      this.quotasById,
      this.denyRulesById,
      this.applications,
      this.keysById,
      this.subscriptionsById,
    ])
      yield* rows.values()
    for (const { row } of this.apis.values()) yield row
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
      case 'quota':
        this.quotasById.set(row.id, row)
        this.quotaSet = null
        return
      case 'deny-rule':
        this.denyRulesById.set(row.id, row)
        this.denyRuleSet = null
        return
      case 'key':
        this.delete('key', row.id)
        this.keysById.set(row.id, row)
        this.keysByDigest.set(row.digest, row)
        return
      case 'subscription':
        this.delete('subscription', row.id)
        this.subscriptionsById.set(row.id, row)
        this.addSubscription(row)
    }
  }

  /** As `upsert`, into an index that is being filled. Throws where a row comes twice: what the first one left could not be told. */
  insert(row: Exclude<Row, { kind: 'api' }>): void {
    if (row.kind !== 'key' && row.kind !== 'subscription') return this.upsert(row)
    const isNew = row.kind === 'key' ? this.keysById.add(row.id, row) : this.subscriptionsById.add(row.id, row)
    if (!isNew) throw new Error(`the base has the ${row.kind} ${row.id} twice`)
    if (row.kind === 'key') this.keysByDigest.set(row.digest, row)
    else this.addSubscription(row)
  }

  private addSubscription(row: SubscriptionRow): void {
    const ofApplication = this.subscriptions.get(row.applicationId)
    if (ofApplication !== undefined) ofApplication.set(row.apiId, row)
    else this.subscriptions.set(row.applicationId, new Map([[row.apiId, row]]))
  }

  /** `where-free`: leaves the addresses to other APIs that have them. */
  upsertApi(api: CompiledApi, taking: 'all' | 'where-free' = 'all'): void {
    this.delete('api', api.row.id)
    this.apis.set(api.row.id, api)
    const routes = this.routesFor(api)
    for (const route of routesOf(api)) if (taking === 'all' || !routes.has(route)) routes.set(route, api)
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
      case 'quota':
        this.quotasById.delete(id)
        this.quotaSet = null
        return
      case 'deny-rule':
        this.denyRulesById.delete(id)
        this.denyRuleSet = null
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
    if (api === undefined) return
    this.apis.delete(id)
    const routes = this.routesFor(api)
    for (const route of routesOf(api)) if (routes.get(route) === api) routes.delete(route)
  }

  private routesFor({ row }: CompiledApi): Map<string, CompiledApi> {
    return row.state === 'created' ? this.hiddenRoutes : this.routes
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
    const ofApplication = this.subscriptions.get(row.applicationId)
    if (ofApplication?.get(row.apiId) !== row) return
    ofApplication.delete(row.apiId)
    if (ofApplication.size === 0) this.subscriptions.delete(row.applicationId)
  }
}

function longestRoute(routes: ReadonlyMap<string, CompiledApi>, path: string): Route | undefined {
  let found: Route | undefined
  let end = 0
  for (let segments = 0; segments < segmentsMax && end < path.length; segments++) {
    const slash = path.indexOf('/', end + 1)
    end = slash < 0 ? path.length : slash
    const api = routes.get(path.slice(0, end))
    if (api !== undefined) found = { api, rest: path.slice(end) }
  }
  return found
}

/** Retired APIs are not there for anyone. */
function routesOf(api: CompiledApi): string[] {
  if (api.row.state === 'retired') return []
  const { context, version, isDefaultVersion } = api.row
  return isDefaultVersion ? [`${context}/${version}`, context] : [`${context}/${version}`]
}
