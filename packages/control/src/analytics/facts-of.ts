import type { UsageRecord } from '@tollgate/contract/usage-record'
import { rememberedAttribution } from './attribution/attribution-memo.ts'
import type { RecordSource, UsageFacts } from './usage-facts.ts'

/**
 * A record as analytics ask for it. Pure: what was kept of a call says the same for ever, money included. One literal, because putting several together takes
 * longer than everything else that is done for a record here.
 */
export function factsOf(record: UsageRecord, { organisationId, gatewayId }: RecordSource): UsageFacts {
  const { caller, api, refusal, model, cost } = record
  const said = rememberedAttribution(record.agent)
  return {
    organisationId,
    gatewayId,
    agent: said.agent,
    agentVersion: said.agentVersion,
    conversation: said.conversation,
    turn: said.turn,
    parentConversation: said.parentConversation,
    subagent: said.subagent,
    trigger: said.trigger,
    purpose: said.purpose,
    sandbox: said.sandbox,
    repository: said.repository,
    commit: said.commit,
    isDirty: said.isDirty,
    id: record.id,
    at: record.at,
    outcome: record.outcome,
    status: record.status,
    refusalCode: refusal?.code ?? null,
    refusalPolicy: refusal?.policy ?? null,
    applicationId: caller.applicationId,
    application: caller.application,
    team: caller.team,
    costCentre: caller.costCentre,
    person: caller.person,
    identity: caller.identity,
    keyId: caller.keyId,
    keyType: caller.keyType,
    plan: caller.plan,
    apiId: api.id,
    api: `${api.name}/${api.version}`,
    provider: record.provider,
    protocol: record.protocol,
    operation: record.operation,
    model: model.served ?? model.asked,
    isStream: record.stream,
    attempts: record.attempts.length,
    tools: record.tools,
    usage: record.usage,
    cost: cost?.amount ?? null,
    saved: cost?.saved ?? 0,
    isUnpriced: record.unpriced,
    requestBytes: record.requestBytes,
    responseBytes: record.responseBytes,
    firstByteMs: record.firstByteMs,
    totalMs: record.totalMs,
    providerMs: providerMsOf(record),
    policyHits: hitsOf(record),
  }
}

/** Attempts that brought no head took time too. */
function providerMsOf({ attempts }: UsageRecord): number | null {
  if (attempts.length === 0) return null
  return attempts.reduce((sum, attempt) => sum + (attempt.headMs ?? attempt.totalMs), 0)
}

function hitsOf({ verdicts }: UsageRecord): UsageFacts['policyHits'] {
  return verdicts
    .filter(({ verdict }) => verdict !== 'passed' && verdict !== 'could-not-run')
    .map(({ policy, verdict }) => ({ policy, verdict }))
}
