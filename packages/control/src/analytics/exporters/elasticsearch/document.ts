import type { StoredRecord } from '../../analytics-store.ts'

/** One call as Elasticsearch and OpenSearch keep it: ECS names where ECS has one. Every name is in `mapping.ts`. */
export function document({ number, record, facts }: StoredRecord): Readonly<Record<string, unknown>> {
  const { usage } = facts
  return {
    '@timestamp': new Date(facts.at).toISOString(),
    ...{
      'event.id': facts.id,
      'event.sequence': number,
      'trace.id': facts.id,
      'event.outcome': outcomes[facts.outcome],
    },
    'event.duration': Math.round(facts.totalMs * 1_000_000),
    ...{ 'user.name': facts.person, 'user_agent.name': facts.agent, 'user_agent.version': facts.agentVersion },
    ...{ 'organization.name': facts.organisationId, 'client.address': record.agent.address },
    ...{ 'http.response.status_code': facts.status, 'http.response.bytes': facts.responseBytes },
    ...{ 'http.request.bytes': facts.requestBytes },
    ...{ 'error.code': facts.refusalCode, 'error.type': facts.refusalPolicy, 'error.message': record.refusal?.message },
    ...{ 'gen_ai.provider.name': facts.provider, 'gen_ai.request.model': record.model.asked },
    'gen_ai.response.model': facts.model,
    ...{ 'gen_ai.usage.input_tokens': usage.inputTokens, 'gen_ai.usage.output_tokens': usage.outputTokens },
    'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
    ...{ 'tollgate.usage.total_tokens': usage.totalTokens, 'tollgate.usage.estimated': usage.estimated },
    ...{ 'tollgate.cost.micro_usd': facts.cost, 'tollgate.cost.saved_micro_usd': facts.saved },
    'tollgate.cost.unpriced': facts.isUnpriced,
    ...{ 'tollgate.latency.first_byte_ms': facts.firstByteMs, 'tollgate.latency.upstream_ms': facts.providerMs },
    ...whoAndWhat(facts),
    'tollgate.config_version': String(record.configVersion),
    'tollgate.verdicts': record.verdicts.map(({ policy, phase, verdict, ms }) => ({ policy, phase, verdict, ms })),
  }
}

const outcomes = { answered: 'success', refused: 'failure', failed: 'failure', cancelled: 'unknown' } as const

function whoAndWhat(facts: StoredRecord['facts']): Readonly<Record<string, unknown>> {
  return {
    ...{ 'tollgate.team': facts.team, 'tollgate.cost_center': facts.costCentre, 'tollgate.plan': facts.plan },
    ...{ 'tollgate.application': facts.application, 'tollgate.application_id': facts.applicationId },
    ...{ 'tollgate.key_id': facts.keyId, 'tollgate.key_type': facts.keyType, 'tollgate.identity': facts.identity },
    ...{ 'tollgate.api': facts.api, 'tollgate.api_id': facts.apiId, 'tollgate.gateway': facts.gatewayId },
    ...{ 'tollgate.operation': facts.operation, 'tollgate.protocol': facts.protocol },
    ...{ 'tollgate.outcome': facts.outcome, 'tollgate.attempts': facts.attempts, 'tollgate.stream': facts.isStream },
    ...{ 'tollgate.repository': facts.repository, 'tollgate.commit': facts.commit, 'tollgate.dirty': facts.isDirty },
    ...{ 'tollgate.conversation': facts.conversation, 'tollgate.turn': facts.turn, 'tollgate.trigger': facts.trigger },
    ...{ 'tollgate.parent': facts.parentConversation, 'tollgate.subagent': facts.subagent },
    ...{ 'tollgate.purpose': facts.purpose, 'tollgate.sandbox': facts.sandbox },
  }
}
