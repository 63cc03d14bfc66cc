import { turnMark } from '../scenario.ts'
import { prose } from './prose.ts'

/**
 * A request as Codex CLI 0.169 makes it: the order of its fields and headers, the base prompt as first input item, its tools,
 * and for larger sizes a history of tool rounds, which Codex sends again with every call.
 */
const thread = '019ab3f0-7c11-7d20-9b55-3f2a6c0d1e42'

const turnMetadata = JSON.stringify({
  installation_id: '7d1f9f0e-4f0f-4a27-9b6e-0c3a7c1b2a11',
  session_id: thread,
  thread_id: thread,
  turn_id: '019ab3f0-7c2a-7a01-8f3b-5f1d2a6b7c88',
  window_id: `${thread}:0`,
  request_kind: 'turn',
  thread_source: 'user',
  turn_trigger: 'user_message',
  sandbox: 'workspace-write',
  workspaces: {
    '/home/dev/shop': {
      associated_remote_urls: { origin: 'https://git.example.com/shop/checkout.git' },
      latest_git_commit_hash: '3f2a6c0d1e42aa7c119b557d20019ab3f07c2a7a',
      has_changes: true,
    },
  },
  model: 'gpt-5.4',
})

export const codexHeaders: Readonly<Record<string, string>> = {
  'x-codex-beta-features': 'remote_compaction_v2',
  'x-codex-window-id': `${thread}:0`,
  'x-codex-turn-metadata': turnMetadata,
  'x-client-request-id': thread,
  'session-id': thread,
  'thread-id': thread,
  accept: 'text/event-stream',
  'content-type': 'application/json',
  originator: 'codex_exec',
  'user-agent': 'codex_exec/0.169.0 (Debian 12.0.0; x86_64) xterm-256color (codex_exec; 0.169.0)',
}

/**
 * The JSON body, `bytes` long (at least the 31 KB of a first call). `isNew`: which texts are others in every call: none, the last message as in
 * a later turn of a conversation, or all of the conversation as in one that a gateway has not seen.
 */
export function codexRequestBody(
  bytes: number,
  isNew: 'nothing' | 'last message' | 'conversation' = 'nothing',
): string {
  const mark = isNew === 'conversation' ? `${turnMark} ` : ''
  const input: unknown[] = [
    message('developer', prose(14_500, 3)),
    message('developer', `<permissions instructions>\n${prose(2500, 5)}</permissions instructions>`),
    message('user', '<environment_context>\n<cwd>/home/dev/shop</cwd>\n</environment_context>'),
    message('user', 'Why does the checkout test fail? Fix it.'),
  ]
  let round = 0
  const last =
    isNew === 'nothing' ? [] : [message('user', `And then? (${turnMark}) Tell jane.doe@example.com about it.`)]
  while (serialise([...input, ...last]).length + 6000 < bytes) input.push(...toolRound(++round, mark))
  input.push(...last)
  const missing = bytes - serialise(input).length
  if (missing <= 0) return serialise(input)
  const padding = message('user', 'x')
  const overhead = JSON.stringify(padding).length + 1
  if (missing > overhead) input.push(message('user', 'x'.repeat(missing - overhead + 1)))
  return serialise(input)
}

function serialise(input: readonly unknown[]): string {
  return JSON.stringify({
    model: 'gpt-5.4',
    stream: true,
    input,
    tools: ['exec_command', 'write_stdin', 'request_user_input', 'view_image', 'update_goal'].map(tool),
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { summary: 'auto' },
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: thread,
    client_metadata: { 'x-codex-turn-metadata': turnMetadata, session_id: thread, thread_id: thread },
  })
}

function message(role: string, text: string) {
  return { type: 'message', role, content: [{ type: 'input_text', text }] }
}

/** What one round of thinking, calling a tool and reading its output adds to the history: about 5 KB. */
function toolRound(round: number, mark: string): unknown[] {
  const callId = `call_${round.toString().padStart(8, '0')}`
  const argument = JSON.stringify({ cmd: ['bash', '-lc', `sed -n ${round},200p src/checkout.ts`], timeout_ms: 10_000 })
  return [
    { type: 'reasoning', summary: [], encrypted_content: Buffer.from(prose(900, round)).toString('base64') },
    { type: 'function_call', name: 'exec_command', arguments: argument, call_id: callId },
    { type: 'function_call_output', call_id: callId, output: mark + prose(3200, round + 7) },
  ]
}

function tool(name: string) {
  const property = { type: 'string', description: prose(350, name.length) }
  return {
    type: 'function',
    name,
    description: prose(900, name.length + 20),
    strict: false,
    parameters: {
      type: 'object',
      properties: { command: property, working_directory: property, justification: property },
      required: ['command'],
      additionalProperties: false,
    },
  }
}
