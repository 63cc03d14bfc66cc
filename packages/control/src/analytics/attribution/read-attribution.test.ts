import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Attribution } from '../usage-facts.ts'
// What the real Codex sends from a repository with a changed file, as the gateway records it.
import codex from './fixtures/codex.json' with { type: 'json' }
import { readAttribution } from './read-attribution.ts'

type Agent = UsageRecord['agent']

const silent: Agent = {
  ...{ name: null, userAgent: null, address: '127.0.0.1', metadata: null },
  ...{ session: null, thread: null, parent: null, subagent: null },
}
const nothing: Attribution = {
  ...{ agent: null, agentVersion: null, conversation: null, turn: null, parentConversation: null, subagent: null },
  ...{ trigger: null, purpose: null, sandbox: null, repository: null, commit: null, isDirty: null },
}

const recorded: Readonly<Record<string, Partial<Attribution>>> = {
  'codex exec 0.116.0': {
    agentVersion: '0.116.0',
    conversation: '01a2089b-b9fd-7bb2-95a7-27d1db5a2c99',
    turn: '01a2089b-ba67-7ca1-a893-4643f5cfbf39',
    sandbox: 'seccomp',
    commit: 'fb93ab0935c9ec572ff5f1e6e634707b36bfe95c',
  },
  'codex exec 0.142.5': {
    agentVersion: '0.142.5',
    conversation: '01a2089b-be12-7340-93f7-5007d0aee807',
    turn: '01a2089b-be47-7f52-8236-5232aec9cb92',
    purpose: 'turn',
    sandbox: 'seccomp',
    commit: 'e4e3a9e2b32ea7c94ada2ddedcca977b6ed83eb0',
  },
  'codex exec 0.160.0': {
    agentVersion: '0.160.0',
    conversation: '01a2089b-c12f-7cd1-8915-d67fe00daa9c',
    turn: '01a2089b-c143-72d1-97aa-ffff8e64062b',
    purpose: 'turn',
    sandbox: 'workspace-write',
    commit: '12ff8af29bcaaa84b7d14617aa2c512888186402',
  },
  'codex exec 0.169.0': {
    agentVersion: '0.169.0',
    conversation: '01a2089b-c537-7802-acb4-c449f039b02d',
    turn: '01a2089b-c559-7520-90dc-55f7af013985',
    purpose: 'turn',
    sandbox: 'workspace-write',
    commit: '616c942cd72fae166c49a9b00c91ce85f058bf2c',
  },
  'codex-tui 0.169.0, a turn': {
    agent: 'codex-tui',
    agentVersion: '0.169.0',
    conversation: '01a2089c-4931-7e72-81fa-d1323d5f73bf',
    turn: '01a2089c-4a0d-74e1-8345-059b33073a55',
    trigger: 'human',
    purpose: 'turn',
    sandbox: 'workspace-write',
    commit: '7d1e724d5de259982c8948f34cdcb7fb169f792e',
  },
  'codex-tui 0.169.0, the title of its thread': {
    agent: 'codex-tui',
    agentVersion: '0.169.0',
    conversation: '01a2089c-4aad-7b63-a1ac-f6db22a6d3c6',
    turn: '01a2089c-4acc-70e2-884b-22666ce7bdcf',
    trigger: 'human',
    purpose: 'thread_title',
    sandbox: 'read-only',
    repository: null,
    isDirty: null,
  },
}

for (const { what, agent } of codex)
  test(`of ${what}`, () => {
    const common = { agent: 'codex_exec', trigger: 'automation', repository: 'github.com/acme/shop', isDirty: true }
    assert.deepEqual(readAttribution(agent), { ...nothing, ...common, ...recorded[what] })
  })

const session = 'b3f1c1de-0a9e-4ac0-9d0b-58c8f4be41e7'
const others: readonly (readonly [what: string, agent: Partial<Agent>, read: Partial<Attribution>])[] = [
  ['nothing', {}, {}],
  [
    'a sub-agent of Codex',
    {
      ...{ name: 'codex_exec', session: 's1', thread: 't2', parent: 't1', subagent: 'review' },
      metadata: '{"thread_id":"t2","thread_source":"subagent","request_kind":"turn","turn_trigger":"agent"}',
    },
    {
      ...{ agent: 'codex_exec', conversation: 't2', parentConversation: 't1', subagent: 'review' },
      ...{ trigger: 'automation', purpose: 'turn' },
    },
  ],
  [
    'Claude Code',
    { userAgent: 'claude-cli/2.1.139 (external, cli)', session },
    { agent: 'claude-code', agentVersion: '2.1.139', conversation: session, trigger: 'human' },
  ],
  [
    'Claude Code in a program',
    { userAgent: 'claude-cli/2.1.139 (external, sdk-cli)', session },
    { agent: 'claude-code', agentVersion: '2.1.139', conversation: session, trigger: 'automation' },
  ],
  [
    'an agent within Claude Code',
    { userAgent: 'claude-cli/2.1.139 (external, cli)', session, subagent: 'a8f2', parent: 'a001' },
    { agent: 'claude-code', agentVersion: '2.1.139', conversation: session, trigger: 'human', subagent: 'subagent' },
  ],
  [
    'opencode',
    { userAgent: 'opencode/1.4.2 ai-sdk/5.0.1', session: 'ses_b', parent: 'ses_a' },
    {
      ...{ agent: 'opencode', agentVersion: '1.4.2', conversation: 'ses_b' },
      ...{ parentConversation: 'ses_a', subagent: 'subagent' },
    },
  ],
  [
    'Gemini CLI',
    { userAgent: 'GeminiCLI/0.8.1/gemini-2.5-pro (linux; x64)' },
    { agent: 'gemini-cli', agentVersion: '0.8.1' },
  ],
  [
    'an older Gemini CLI',
    { userAgent: 'GeminiCLI/v0.1.9 (linux; x64)' },
    { agent: 'gemini-cli', agentVersion: '0.1.9' },
  ],
  ['an SDK', { userAgent: 'OpenAI/JS 5.1.0' }, { agent: 'openai-sdk', agentVersion: '5.1.0' }],
  ['an agent that is not known', { userAgent: 'Our-Agent/3.1 (x)' }, { agent: 'Our-Agent', agentVersion: '3.1' }],
  [
    'an agent with a name of its own',
    { name: 'Codex Desktop', userAgent: 'Codex Desktop/1.2 (x)' },
    { agent: 'Codex Desktop' },
  ],
  [
    'of several folders the one with a remote',
    {
      metadata: JSON.stringify({
        workspaces: {
          '/a': { latest_git_commit_hash: 'a'.repeat(40), has_changes: true },
          '/b': {
            associated_remote_urls: { mirror: 'git@gitlab.example.com:group/sub/shop.git' },
            latest_git_commit_hash: 'B'.repeat(40),
            has_changes: false,
          },
        },
      }),
    },
    { repository: 'gitlab.example.com/group/sub/shop', commit: 'b'.repeat(40), isDirty: false },
  ],
]

for (const [what, agent, read] of others)
  test(`of ${what}`, () => assert.deepEqual(readAttribution({ ...silent, ...agent }), { ...nothing, ...read }))

test('a record from before the headers of other agents is read', async () => {
  const { usageRecordSchema } = await import('@tollgate/contract/usage-record')
  const { agent } = usageRecordSchema.shape
  const old = agent.parse({ name: null, userAgent: 'curl/8.1.0', address: '::1', metadata: null })
  assert.deepEqual(readAttribution(old), { ...nothing, agent: 'curl', agentVersion: '8.1.0' })
})

const long = 'x'.repeat(5_000)
const hostileValues: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1e308,
    '',
    ' ',
    long,
    '\u0000',
    'a\nb',
    'a\u001b[31mb',
    'a\u202eb',
    '\ud800',
    '..',
    '../../etc/passwd',
  ],
  ...[
    '__proto__',
    'constructor',
    'https://user:secret@h/a/b',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '=cmd()',
    '<script>',
  ],
  ...[[], [[[[]]]], {}, { toString: 'x' }, { length: 5 }, JSON.parse('{"__proto__":{"repository":"x"}}')],
]

test('whatever a client sends, what is read of it is short, printable and free of secrets', () => {
  const random = seeded(20_261_123)
  for (let round = 0; round < 5_000; round++) {
    const agent = hostileAgent(random)
    const read = readAttribution(agent)
    assert.deepEqual(Object.keys(read).sort(), Object.keys(nothing).sort())
    for (const [name, value] of Object.entries(read)) {
      if (value === null || name === 'isDirty') continue
      assert.ok(typeof value === 'string' && value.length > 0 && value.length <= 200, `${name}: ${value}`)
      assert.doesNotMatch(value, /\p{C}|[<>"\\=]/u, `${name} of ${JSON.stringify(agent)}`)
      assert.doesNotMatch(value, /secret/, name)
    }
    if (read.repository !== null) assert.match(read.repository, /^[a-z0-9.-]+(\/[\w.~+%-]+)+$/)
  }
  assert.equal(Object.hasOwn(Object.prototype, 'repository'), false)
})

test('a text of brackets alone is read without a deep stack, and no longer than it is', () => {
  for (const metadata of ['['.repeat(8_192), '{"a":'.repeat(1_600), `${'[['.repeat(2_000)}${']]'.repeat(2_000)}`])
    assert.deepEqual(readAttribution({ ...silent, metadata }), nothing)
})

function hostileAgent(random: () => number): Agent {
  const text = () => {
    const value = pick(random, hostileValues)
    return typeof value === 'string' ? value : random() < 0.5 ? null : JSON.stringify(value)
  }
  const workspace = () => ({
    associated_remote_urls:
      random() < 0.7 ? { origin: pick(random, hostileValues), other: text() } : pick(random, hostileValues),
    latest_git_commit_hash: pick(random, hostileValues),
    has_changes: pick(random, hostileValues),
  })
  const turn = {
    ...Object.fromEntries(turnFields.map((name) => [name, pick(random, hostileValues)])),
    workspaces: random() < 0.7 ? { [text() ?? 'a']: workspace(), b: workspace() } : pick(random, hostileValues),
  }
  const whole = JSON.stringify(turn)
  const metadata = random() < 0.8 ? whole : whole.slice(0, Math.floor(random() * whole.length))
  return {
    ...{ name: text(), userAgent: text(), address: '::1', metadata },
    ...{ session: text(), thread: text(), parent: text(), subagent: text() },
  }
}

const turnFields = [
  ...['thread_id', 'session_id', 'turn_id', 'parent_thread_id', 'thread_source', 'request_kind', 'turn_trigger'],
  ...['sandbox', 'sandbox_mode', '__proto__', 'constructor'],
]

function pick<T>(random: () => number, from: readonly T[]): T | undefined {
  return from[Math.floor(random() * from.length)]
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
