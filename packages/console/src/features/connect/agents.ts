/** What can be connected. */
export const agents = [
  { id: 'codex', name: 'Codex' },
  { id: 'opencode', name: 'opencode' },
  { id: 'python', name: 'OpenAI SDK, Python' },
  { id: 'javascript', name: 'OpenAI SDK, JavaScript' },
  { id: 'curl', name: 'curl' },
] as const

export type AgentId = (typeof agents)[number]['id']

export function agentOf(given: string | undefined): AgentId {
  return agents.find(({ id }) => id === given)?.id ?? 'codex'
}
