import type { StoredRecord } from '../analytics-store.ts'
import { faultOf, type IncumbentFault } from './incumbent-fault.ts'

/** What the incumbent's event says that a record does not know. */
export interface IncumbentSettings {
  /** Such as `TOLLGATE`, or `SYNAPSE` where the reader knows no other. */
  readonly gatewayType: string
  readonly regionId: string
  readonly tenantDomain: string
}

export const incumbentDefaults: IncumbentSettings = {
  gatewayType: 'TOLLGATE',
  regionId: 'default',
  tenantDomain: 'carbon.super',
}

/** The incumbent's analytics event: names and types are its own, and a field that is missing or mistyped makes it throw the event away. */
export interface IncumbentEvent extends Partial<IncumbentFault> {
  readonly eventType: 'response' | 'fault'
  readonly requestTimestamp: string
  readonly correlationId: string
  readonly keyType: 'PRODUCTION' | 'SANDBOX'
  readonly apiId: string
  readonly apiName: string
  readonly apiVersion: string
  readonly apiType: 'HTTP'
  readonly apiCreator: string
  readonly apiCreatorTenantDomain: string
  readonly apiMethod: string
  readonly apiResourceTemplate: string
  readonly apiContext: string
  readonly destination: string
  readonly applicationId: string
  readonly applicationName: string
  readonly applicationOwner: string
  readonly userName: string
  readonly userIp: string
  readonly userAgent: string
  readonly platform: string
  readonly regionId: string
  readonly gatewayType: string
  readonly proxyResponseCode: number
  readonly targetResponseCode: number
  readonly responseCacheHit: boolean
  readonly responseLatency: number
  readonly backendLatency: number
  readonly requestMediationLatency: number
  readonly responseMediationLatency: number
  readonly properties: IncumbentProperties
}

export interface IncumbentProperties {
  readonly isEgress: true
  readonly subtype: 'AIAPI'
  readonly subType: 'AIAPI'
  readonly apiContext: string
  readonly userName: string
  readonly responseContentType: string
  readonly responseSize: number
  readonly aiMetadata: {
    readonly vendorName: string
    readonly vendor_name: string
    readonly vendorVersion: string
    readonly model: string
  }
  readonly aiTokenUsage: {
    readonly promptTokens: number
    readonly completionTokens: number
    readonly totalTokens: number
    /** Of the day in UTC, 0 to 23. */
    readonly hour: number
  }
  /** Everything that is ours. */
  readonly tollgate: Readonly<Record<string, unknown>>
}

/** One call as the incumbent would have told of it. Pure. */
export function incumbentEvent(
  { record, facts }: StoredRecord,
  settings: IncumbentSettings = incumbentDefaults,
): IncumbentEvent {
  const { api, caller, agent } = record
  const [method = 'POST', template = '/'] = record.operation.split(' ')
  const apiContext = `/${api.name}/${api.version}`
  const userName = userNameOf(facts.person ?? caller.application, settings.tenantDomain)
  const fault = faultOf(record)
  return {
    eventType: fault === undefined ? 'response' : 'fault',
    ...{ requestTimestamp: new Date(record.at).toISOString(), correlationId: record.id },
    keyType: caller.keyType === 'production' ? 'PRODUCTION' : 'SANDBOX',
    ...{ apiId: api.id, apiName: api.name, apiVersion: api.version, apiType: 'HTTP' },
    ...{ apiCreator: 'admin', apiCreatorTenantDomain: settings.tenantDomain },
    ...{ apiMethod: method, apiResourceTemplate: template, apiContext },
    destination: record.attempts.at(-1)?.endpoint ?? record.provider,
    ...{ applicationId: caller.applicationId, applicationName: caller.application },
    applicationOwner: caller.team ?? caller.application,
    ...{ userName, userIp: agent.address, userAgent: facts.agent ?? 'UNKNOWN', platform: platformOf(agent.userAgent) },
    ...{ regionId: settings.regionId, gatewayType: settings.gatewayType },
    ...{ proxyResponseCode: record.status, targetResponseCode: record.attempts.at(-1)?.status ?? -1 },
    responseCacheHit: false,
    ...latenciesOf(record),
    ...fault,
    properties: propertiesOf({ record, facts }, { apiContext, userName }),
  }
}

type Call = Pick<StoredRecord, 'record' | 'facts'>

function propertiesOf(
  { record, facts }: Call,
  { apiContext, userName }: { apiContext: string; userName: string },
): IncumbentProperties {
  const { usage } = record
  return {
    ...{ isEgress: true, subtype: 'AIAPI', subType: 'AIAPI', apiContext, userName },
    responseContentType: record.stream && record.status === 200 ? 'text/event-stream' : 'application/json',
    responseSize: record.responseBytes,
    aiMetadata: {
      ...{ vendorName: record.provider, vendor_name: record.provider, vendorVersion: record.protocol },
      model: facts.model ?? 'UNKNOWN',
    },
    aiTokenUsage: {
      ...{ promptTokens: usage.inputTokens, completionTokens: usage.outputTokens, totalTokens: usage.totalTokens },
      hour: new Date(record.at).getUTCHours(),
    },
    tollgate: oursOf({ record, facts }),
  }
}

function oursOf({ record, facts }: Call): Readonly<Record<string, unknown>> {
  const { usage } = record
  return {
    ...{ user: facts.person, identity: facts.identity, team: facts.team, costCenter: facts.costCentre },
    plan: facts.plan,
    agent: facts.agentVersion === null ? facts.agent : `${facts.agent}/${facts.agentVersion}`,
    ...{ repository: facts.repository, commit: facts.commit, conversation: facts.conversation, turn: facts.turn },
    ...{ parent: facts.parentConversation, subagent: facts.subagent, trigger: facts.trigger },
    ...{
      modelAsked: record.model.asked,
      cachedTokens: usage.cachedInputTokens,
      reasoningTokens: usage.reasoningTokens,
    },
    ...{ costMicroUsd: facts.cost, savedMicroUsd: facts.saved, estimated: usage.estimated },
    ...{ firstByteMs: facts.firstByteMs, attempts: facts.attempts, outcome: facts.outcome },
    verdicts: facts.policyHits.map(({ policy, verdict }) => ({ policy, action: verdict })),
    configVersion: String(record.configVersion),
  }
}

type Latencies = Pick<
  IncumbentEvent,
  'responseLatency' | 'backendLatency' | 'requestMediationLatency' | 'responseMediationLatency'
>

/** Whole milliseconds whose parts never say more than the total. */
function latenciesOf({ at, attempts, totalMs }: Call['record']): Latencies {
  const responseLatency = Math.round(totalMs)
  const asked = attempts.reduce((sum, attempt) => sum + attempt.totalMs, 0)
  const backendLatency = Math.min(responseLatency, Math.round(asked))
  const before = attempts[0] === undefined ? responseLatency : Math.max(0, attempts[0].startedAt - at)
  const requestMediationLatency = Math.min(responseLatency - backendLatency, before)
  const responseMediationLatency = responseLatency - backendLatency - requestMediationLatency
  return { responseLatency, backendLatency, requestMediationLatency, responseMediationLatency }
}

function userNameOf(name: string, tenantDomain: string): string {
  return `${name}@${tenantDomain}`
}

const platforms: readonly (readonly [RegExp, string])[] = [
  [/windows/i, 'Windows'],
  [/mac ?os|darwin/i, 'Mac OS X'],
  [/debian|ubuntu|fedora|alpine|linux/i, 'Linux'],
]

/** The family alone: the header as it came is never written. */
function platformOf(userAgent: string | null): string {
  return platforms.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1] ?? 'UNKNOWN'
}
