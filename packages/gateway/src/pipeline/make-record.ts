import type { Outcome, Usage, UsageRecord } from '@tollgate/contract/usage-record'
import type { Exchange } from './exchange.ts'

/** A header value that a client sets as it likes is kept only up to here. */
const metadataBytesMax = 4096

/** What the ledger is told of an exchange, as it stands. */
export function makeRecord(x: Exchange, outcome: Outcome, usage: Usage): UsageRecord {
  const { refusal } = x
  return {
    v: 1,
    id: x.id,
    at: x.at,
    outcome,
    status: x.status,
    refusal: refusal === null ? null : { code: refusal.code, policy: refusal.policy, message: refusal.message },
    ...whoCalledWhat(x),
    protocol: x.protocol.name,
    operation: x.operation,
    model: { asked: x.modelAsked, served: x.modelServed },
    stream: x.stream,
    agent: agentOf(x),
    attempts: x.attempts,
    verdicts: x.verdicts,
    usage,
    requestBytes: x.requestBytes,
    responseBytes: x.responseBytes,
    firstByteMs: x.firstByteMs,
    totalMs: x.elapsedMs(),
    configVersion: x.configVersion,
  }
}

/** What is the same in all calls of a key to an API. */
export function whoCalledWhat({ api, caller }: Exchange): Pick<UsageRecord, 'caller' | 'api' | 'provider'> {
  const { application, key, subscription, plan } = caller
  return {
    caller: {
      applicationId: application.id,
      application: application.name,
      team: application.team,
      costCentre: application.costCentre,
      keyId: key.id,
      person: key.person,
      identity: key.person === null ? 'none' : 'verified',
      subscriptionId: subscription?.id ?? null,
      plan: plan?.name ?? null,
      keyType: key.type,
    },
    api: { id: api.id, name: api.name, version: api.version },
    provider: api.provider.name,
  }
}

/** What the client says of itself. */
export function agentOf(x: Exchange): UsageRecord['agent'] {
  return {
    name: header(x, 'originator'),
    userAgent: header(x, 'user-agent'),
    address: x.request.address,
    metadata: header(x, 'x-codex-turn-metadata'),
  }
}

/** A header as the client sent it, bounded; the user part of an address in it (`https://user:token@host`) is left out. */
function header({ request }: Exchange, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value.slice(0, metadataBytesMax).replace(/\/\/[^\s"'/@]{1,500}@/g, '//') : null
}
