const keyword = { type: 'keyword', ignore_above: 1024 } as const
const long = { type: 'long' } as const
const boolean = { type: 'boolean' } as const

const keywords = [
  ...['event.id', 'trace.id', 'event.outcome', 'user.name', 'user_agent.name', 'user_agent.version'],
  ...['organization.name', 'client.address', 'error.code', 'error.type', 'error.message'],
  ...['gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.response.model'],
  ...['tollgate.team', 'tollgate.cost_center', 'tollgate.plan', 'tollgate.application', 'tollgate.application_id'],
  ...['tollgate.key_id', 'tollgate.key_type', 'tollgate.identity', 'tollgate.api', 'tollgate.api_id'],
  ...['tollgate.gateway', 'tollgate.operation', 'tollgate.protocol', 'tollgate.outcome', 'tollgate.repository'],
  ...['tollgate.commit', 'tollgate.conversation', 'tollgate.turn', 'tollgate.trigger', 'tollgate.parent'],
  ...['tollgate.subagent', 'tollgate.purpose', 'tollgate.sandbox', 'tollgate.config_version'],
]

const longs = [
  ...['event.sequence', 'event.duration', 'http.response.bytes', 'http.request.bytes'],
  ...['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'gen_ai.usage.cache_read.input_tokens'],
  ...['gen_ai.usage.reasoning.output_tokens', 'tollgate.usage.total_tokens', 'tollgate.attempts'],
  ...['tollgate.cost.micro_usd', 'tollgate.cost.saved_micro_usd'],
]

/** Type by field; a field that is not here is kept in the document and cannot be searched. */
export const mapping: Readonly<Record<string, object>> = {
  '@timestamp': { type: 'date' },
  ...Object.fromEntries(keywords.map((name) => [name, keyword])),
  ...Object.fromEntries(longs.map((name) => [name, long])),
  'http.response.status_code': { type: 'short' },
  'tollgate.latency.first_byte_ms': { type: 'float' },
  'tollgate.latency.upstream_ms': { type: 'float' },
  'tollgate.usage.estimated': boolean,
  'tollgate.cost.unpriced': boolean,
  'tollgate.stream': boolean,
  'tollgate.dirty': boolean,
  'tollgate.verdicts': {
    type: 'nested',
    properties: { policy: keyword, phase: keyword, verdict: keyword, ms: { type: 'float' } },
  },
}
