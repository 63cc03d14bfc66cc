/**
 * What agents say of their conversations, machines and repositories beside the conversation itself. An API may keep it from its provider. What a provider
 * answers by stays: `user-agent`, `originator`, `x-codex-turn-state`, `prompt_cache_key`.
 */
export const agentMetadataHeaders: readonly string[] = [
  'x-codex-turn-metadata',
  'x-codex-window-id',
  'x-codex-parent-thread-id',
  'x-openai-subagent',
  // Codex sends the id of the thread.
  'x-client-request-id',
  'session-id',
  'session_id',
  'thread-id',
  'x-claude-code-session-id',
  'x-claude-code-agent-id',
  'x-claude-code-parent-agent-id',
  'x-opencode-session',
  'x-opencode-project',
  'x-opencode-request',
  'x-opencode-client',
  'x-session-id',
  'x-session-affinity',
  'x-parent-session-id',
  'x-gemini-api-privileged-user-id',
]

/** Codex says all of it in the body again. */
export function withoutAgentMetadata(json: Record<string, unknown>): void {
  delete json.client_metadata
}
