import type { Outcome, Usage, UsageRecord } from '@tollgate/contract/usage-record'
import { moneyOf } from '../quota/amounts.ts'
import type { Exchange } from './exchange.ts'

/** A header value that a client sets as it likes is kept only up to here. */
const metadataBytesMax = 8192
const idCharactersMax = 200
/** A client writes into its body what it likes. */
const modelCharactersMax = 200

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
    model: { asked: boundedName(x.modelAsked), served: boundedName(x.modelServed) },
    stream: x.stream,
    agent: agentOf(x),
    attempts: x.attempts,
    verdicts: x.verdicts,
    tools: x.toolCalls,
    usage,
    ...moneyOf(x, usage),
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
  if (x.agent !== null) return x.agent
  const agent = readAgent(x)
  // The body may still be read, and say what the head does not.
  if (agent.metadata !== null || x.view !== null) x.agent = agent
  return agent
}

function readAgent(x: Exchange): UsageRecord['agent'] {
  return {
    name: header(x, 'originator'),
    userAgent: header(x, 'user-agent'),
    address: x.request.address,
    metadata: header(x, 'x-codex-turn-metadata') ?? metadataInBody(x),
    session: firstOf(x, sessionHeaders),
    thread: firstOf(x, threadHeaders),
    parent: firstOf(x, parentHeaders),
    subagent: firstOf(x, subagentHeaders),
  }
}

/** Of Claude Code, of Codex (with a hyphen since 0.133), of opencode. */
const sessionHeaders = ['x-claude-code-session-id', 'session-id', 'session_id', 'x-opencode-session', 'x-session-id']
const threadHeaders = ['thread-id']
const parentHeaders = ['x-codex-parent-thread-id', 'x-claude-code-parent-agent-id', 'x-parent-session-id']
const subagentHeaders = ['x-openai-subagent', 'x-claude-code-agent-id']

function firstOf({ request }: Exchange, names: readonly string[]): string | null {
  for (const name of names) {
    const value = request.headers[name]
    if (typeof value === 'string') return value.slice(0, idCharactersMax)
  }
  return null
}

/** Codex says it in the body as well; a body is not read for it. */
function metadataInBody({ view }: Exchange): string | null {
  const inBody = view?.json.client_metadata
  if (typeof inBody !== 'object' || inBody === null) return null
  const value: unknown = Reflect.get(inBody, 'x-codex-turn-metadata')
  return typeof value === 'string' ? bounded(value) : null
}

function header({ request }: Exchange, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? bounded(value) : null
}

/** A text as the client sent it, bounded; the user part of an address in it (`https://user:token@host`) is left out. */
function bounded(value: string): string {
  return value.slice(0, metadataBytesMax).replace(/\/\/[^\s"'/]{1,500}@/g, '//')
}

function boundedName(model: string | null): string | null {
  return model === null ? null : model.slice(0, modelCharactersMax)
}
