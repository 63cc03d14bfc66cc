import type { QuotaRow, QuotaScope } from '@tollgate/contract/limits'
import type { KeyRow } from '@tollgate/contract/snapshot'
import type { Exchange } from '../pipeline/exchange.ts'
import { type CallLimit, nameLimits } from './call-limits.ts'

type Quotas = readonly QuotaRow[]

/** Scopes whose subject is known before anything is chosen: an endpoint is known only when it is called. */
const scopesOfCall = ['organisation', 'team', 'person', 'application', 'key', 'api', 'model'] as const
type ScopeOfCall = (typeof scopesOfCall)[number]

/** Kept for each key: as many as it has pairs of an API and a model. A client names models as it likes. */
const namedLimitsMax = 100

const none: readonly CallLimit[] = Object.freeze([])

/** The quotas in force, found by what they are for. Made anew with every change of one of them. */
export class QuotaSet {
  /** True where the model of a call decides what it is counted under, so that it must be known for certain. */
  readonly asksForModel: boolean
  private readonly byScope = new Map<QuotaScope, Quotas>()
  private readonly named = new WeakMap<KeyRow, Map<string, readonly CallLimit[]>>()
  private readonly ofEndpoints = new Map<string, readonly CallLimit[]>()

  constructor(quotas: Iterable<QuotaRow> = []) {
    for (const quota of quotas) this.byScope.set(quota.scope, [...(this.byScope.get(quota.scope) ?? []), quota])
    this.asksForModel = this.byScope.has('model')
  }

  get isEmpty(): boolean {
    return this.byScope.size === 0
  }

  /** What a call is under besides its plan. */
  limitsOf(x: Exchange): readonly CallLimit[] {
    const { key } = x.caller
    const cell = this.asksForModel ? `${x.api.id} ${x.modelAsked ?? ''}` : x.api.id
    const ofKey = this.named.get(key) ?? new Map<string, readonly CallLimit[]>()
    const known = ofKey.get(cell)
    if (known !== undefined) return known
    const limits = scopesOfCall.flatMap((scope) => this.limitsFor(scope, subjectOf(scope, x)))
    if (ofKey.size >= namedLimitsMax) ofKey.clear()
    this.named.set(key, ofKey.set(cell, limits))
    return limits
  }

  /** What an endpoint may take, whoever calls. */
  limitsOfEndpoint(endpointId: string): readonly CallLimit[] {
    if (!this.byScope.has('endpoint')) return none
    const limits = this.ofEndpoints.get(endpointId) ?? this.limitsFor('endpoint', endpointId)
    this.ofEndpoints.set(endpointId, limits)
    return limits
  }

  private limitsFor(scope: QuotaScope, subject: string | null): CallLimit[] {
    const quotas = this.byScope.get(scope)
    if (quotas === undefined || subject === null) return []
    return quotas
      .filter((quota) => quota.subject === null || plainOf(scope, quota.subject) === subject)
      .flatMap((quota) => {
        const { id, name, resetAt } = quota
        const told = { id, subject, resetAt: resetAt ?? 0 }
        return nameLimits({ scope, name, told }, `${id}@${told.resetAt} ${subject}`, quota)
      })
  }
}

/** null: the call has none, and no quota of that scope counts it. */
function subjectOf(scope: ScopeOfCall, { api, caller, modelAsked }: Exchange): string | null {
  switch (scope) {
    case 'organisation':
      return ''
    case 'team':
      return caller.application.teamId
    case 'person':
      return caller.key.person === null ? null : plainOf(scope, caller.key.person)
    case 'application':
      return caller.application.id
    case 'key':
      return caller.key.id
    case 'api':
      return api.id
    case 'model':
      return modelAsked === null ? null : plainOf(scope, modelAsked)
  }
}

/** Neither a provider nor the post cares about the case of letters, and no quota is left by writing a name in another one. */
function plainOf(scope: QuotaScope, subject: string): string {
  return scope === 'model' || scope === 'person' ? subject.toLowerCase() : subject
}
