import type { StoredRecord } from '../../analytics-store.ts'
import { attributesOf, type OtlpAttribute } from './values.ts'

/**
 * Names of the semantic conventions for generative AI. All of them are still "Development" there, so they stand in this file and in gen-ai-metrics.ts
 * only (open-telemetry/semantic-conventions-genai, November 2026).
 */
export function operationOf({ record }: Pick<StoredRecord, 'record'>): string {
  const [, path = ''] = record.operation.split(' ')
  if (/\/(?:chat\/completions|responses|messages)$/.test(path)) return 'chat'
  return /\/embeddings$/.test(path) ? 'embeddings' : 'other'
}

/** `openai`, `azure.ai.openai`, …: ours of the same thing are called otherwise. */
const providers: Readonly<Record<string, string>> = {
  'azure-openai': 'azure.ai.openai',
  'azure-ai-foundry': 'azure.ai.inference',
  gemini: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  bedrock: 'aws.bedrock',
  mistral: 'mistral_ai',
}

export function providerOf({ facts }: Pick<StoredRecord, 'facts'>): string {
  const name = facts.provider.toLowerCase()
  return providers[name] ?? name
}

/** What went wrong, in a word; undefined: nothing. */
export function errorTypeOf({ facts }: Pick<StoredRecord, 'facts'>): string | undefined {
  if (facts.outcome === 'answered') return undefined
  return facts.refusalCode ?? (facts.outcome === 'cancelled' ? 'cancelled' : String(facts.status))
}

/** Of a whole call, for its span and its log. */
export function callAttributes(stored: StoredRecord): OtlpAttribute[] {
  const { record, facts } = stored
  const { usage } = facts
  return attributesOf({
    'gen_ai.operation.name': operationOf(stored),
    'gen_ai.provider.name': providerOf(stored),
    'gen_ai.request.model': record.model.asked,
    'gen_ai.response.model': record.model.served,
    'gen_ai.conversation.id': facts.conversation,
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
    'http.response.status_code': facts.status,
    'error.type': errorTypeOf(stored),
    'enduser.id': facts.person,
    'client.address': record.agent.address,
    'user_agent.original': record.agent.userAgent,
    ...ours(stored),
  })
}

function ours({ record, facts }: StoredRecord): Readonly<Record<string, string | number | boolean | null>> {
  return {
    'tollgate.request_id': record.id,
    'tollgate.outcome': facts.outcome,
    'tollgate.api': facts.api,
    'tollgate.application': facts.application,
    'tollgate.team': facts.team,
    'tollgate.cost_center': facts.costCentre,
    'tollgate.plan': facts.plan,
    'tollgate.identity': facts.identity,
    'tollgate.agent': facts.agent,
    'tollgate.agent_version': facts.agentVersion,
    'tollgate.repository': facts.repository,
    'tollgate.commit': facts.commit,
    'tollgate.turn': facts.turn,
    'tollgate.trigger': facts.trigger,
    'tollgate.refused_by': facts.refusalPolicy,
    'tollgate.cost.micro_usd': facts.cost,
    'tollgate.cost.saved_micro_usd': facts.saved,
    'tollgate.usage.total_tokens': facts.usage.totalTokens,
    'tollgate.usage.estimated': facts.usage.estimated,
    'tollgate.first_byte_ms': facts.firstByteMs,
    'tollgate.streamed': facts.isStream,
  }
}
