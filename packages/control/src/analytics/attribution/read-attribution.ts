import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Attribution } from '../usage-facts.ts'
import { agentFamily } from './agent-family.ts'
import { repositoryName } from './repository-name.ts'

type Agent = UsageRecord['agent']
type Json = Readonly<Record<string, unknown>>
type Checkout = Pick<Attribution, 'repository' | 'commit' | 'isDirty'>

const idLengthMax = 100
const wordLengthMax = 50
/** Of what an agent says of its folders. */
const workspacesMax = 10
const remotesMax = 10

/**
 * What a client says of a call: of Codex its turn metadata, of others their headers. All of it is a claim of a program that somebody else runs: what has
 * not the shape that it should have is left out, and nothing in it can do more than that.
 */
export function readAttribution(agent: Agent): Attribution {
  const turn = parseObject(agent.metadata)
  const family = agentFamily(agent.userAgent)
  const name = plain(agent.name, wordLengthMax) ?? family.name
  const thread = id(turn.thread_id) ?? id(agent.thread)
  return {
    agent: name,
    agentVersion: family.version,
    conversation: thread ?? id(turn.session_id) ?? id(agent.session),
    turn: id(turn.turn_id),
    parentConversation: parentOf(agent, turn),
    subagent: subagentOf(agent, turn),
    trigger: triggerOf(agent, turn, name),
    purpose: purposeOf(turn),
    sandbox: word(turn.sandbox_mode) ?? word(turn.sandbox),
    ...checkoutOf(turn.workspaces),
  }
}

/** An agent of Claude Code has an id of its own within the session of the one that started it. */
function parentOf(agent: Agent, turn: Json): string | null {
  if (isClaude(agent)) return null
  return id(agent.parent) ?? id(turn.parent_thread_id)
}

function subagentOf(agent: Agent, turn: Json): string | null {
  if (isClaude(agent)) return agent.subagent === null && agent.parent === null ? null : unknownSubagent
  const isOne = turn.thread_source === 'subagent' || agent.parent !== null
  return word(agent.subagent) ?? (isOne ? unknownSubagent : null)
}

const unknownSubagent = 'subagent'

function isClaude({ userAgent }: Agent): boolean {
  return agentFamily(userAgent).name === 'claude-code'
}

/** A turn that a person asked for, or one that a program did: `codex exec` in a pipeline, an SDK. */
function triggerOf({ userAgent }: Agent, turn: Json, name: string | null): Attribution['trigger'] {
  if (turn.turn_trigger === 'user') return 'human'
  if (turn.turn_trigger === 'exec') return 'automation'
  if (name === 'codex_exec') return 'automation'
  if (name !== null && /^codex[-_](?:tui|cli_rs|vscode)$/.test(name)) return 'human'
  const entry = /^claude-cli\/\S{1,40} \(external, ([\w-]{1,40})/.exec(userAgent ?? '')?.[1]
  if (entry === undefined) return null
  return /^(?:sdk|.*github-action|mcp|remote)/.test(entry) ? 'automation' : 'human'
}

/** Threads of Codex for a purpose of their own say so; of others it is the kind of request. */
function purposeOf({ thread_source: source, request_kind: kind }: Json): string | null {
  const own = source === 'user' || source === 'subagent' ? null : word(source)
  return own ?? word(kind)
}

/** Of several folders the first one that has a remote counts. */
function checkoutOf(workspaces: unknown): Checkout {
  let first: Checkout | undefined
  for (const [, value] of Object.entries(objectOf(workspaces)).slice(0, workspacesMax)) {
    const checkout = readCheckout(objectOf(value))
    if (checkout.repository !== null) return checkout
    first ??= checkout
  }
  return first ?? { repository: null, commit: null, isDirty: null }
}

function readCheckout(workspace: Json): Checkout {
  const { latest_git_commit_hash: hash, has_changes: isDirty } = workspace
  const isHash = typeof hash === 'string' && /^[0-9a-f]{7,64}$/i.test(hash)
  return {
    repository: repositoryOf(objectOf(workspace.associated_remote_urls)),
    commit: isHash ? hash.toLowerCase() : null,
    isDirty: typeof isDirty === 'boolean' ? isDirty : null,
  }
}

function repositoryOf(remotes: Json): string | null {
  const urls = [remotes.origin, ...Object.values(remotes).slice(0, remotesMax)]
  for (const url of urls) {
    const name = typeof url === 'string' ? repositoryName(url) : null
    if (name !== null) return name
  }
  return null
}

function parseObject(text: string | null): Json {
  if (text === null || !text.startsWith('{')) return nothing
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return nothing
  }
}

const nothing: Json = Object.freeze({})

function objectOf(value: unknown): Json {
  return isObject(value) ? value : nothing
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One that is too long is none. */
function id(value: unknown): string | null {
  return typeof value === 'string' && value.length <= idLengthMax && /^[\w.:-]+$/.test(value) ? value : null
}

function word(value: unknown): string | null {
  return typeof value === 'string' && value.length <= wordLengthMax && /^[\w.:-]+$/.test(value) ? value : null
}

/** A name that people may have given, without what a screen or a log could stumble over. */
function plain(value: string | null, lengthMax: number): string | null {
  const text = value?.trim() ?? ''
  return text === '' || text.length > lengthMax || !/^[\p{L}\p{N}][\p{L}\p{N} ._+()-]*$/u.test(text) ? null : text
}
