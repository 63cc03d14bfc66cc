import type { UsageRecord } from '@tollgate/contract/usage-record'

/** Agents as their own headers show them: what reads them in real calls reads them here. */
export interface DemoAgent {
  readonly name: string | null
  readonly userAgent: string
  /** Sends Codex's turn metadata; others say the session in a header alone. */
  readonly saysTurns: boolean
  readonly isAutomation: boolean
  readonly weight: number
}

export const demoAgents: readonly DemoAgent[] = [
  codex('codex-tui', '0.142.5', { isAutomation: false, weight: 4 }),
  codex('codex-tui', '0.160.0', { isAutomation: false, weight: 3 }),
  codex('codex_vscode', '0.160.0', { isAutomation: false, weight: 2 }),
  { name: null, userAgent: 'opencode/1.2.4', saysTurns: false, isAutomation: false, weight: 1 },
  codex('codex_exec', '0.160.0', { isAutomation: true, weight: 3 }),
  { name: null, userAgent: 'OpenAI/Python 2.9.0', saysTurns: false, isAutomation: true, weight: 1 },
]

function codex(name: string, version: string, rest: Pick<DemoAgent, 'isAutomation' | 'weight'>): DemoAgent {
  const userAgent = `${name}/${version} (Debian 12.0.0; x86_64) xterm-256color (${name}; ${version})`
  return { name, userAgent, saysTurns: true, ...rest }
}

export interface DemoTurn {
  readonly agent: DemoAgent
  readonly conversation: string
  readonly turn: string
  readonly repository: string
  readonly commit: string
  readonly isDirty: boolean
  readonly subagent: string | null
}

/** What such an agent says of itself in a call. */
export function agentHeaders({ agent, ...turn }: DemoTurn, address: string): UsageRecord['agent'] {
  const { conversation, subagent } = turn
  return {
    ...{ name: agent.name, userAgent: agent.userAgent, address },
    metadata: agent.saysTurns ? JSON.stringify(turnMetadata({ agent, ...turn })) : null,
    ...{ session: conversation, thread: agent.saysTurns ? conversation : null, parent: null, subagent },
  }
}

function turnMetadata({ agent, conversation, turn, repository, commit, isDirty, subagent }: DemoTurn): object {
  const remote = `https://github.com/demo-acme/${repository}.git`
  return {
    ...{ session_id: conversation, thread_id: conversation, turn_id: turn, request_kind: 'turn' },
    thread_source: subagent === null ? 'user' : 'subagent',
    turn_trigger: agent.isAutomation ? 'exec' : 'user',
    sandbox_mode: agent.isAutomation ? 'read-only' : 'workspace-write',
    workspaces: {
      [`/home/dev/${repository}`]: {
        associated_remote_urls: { origin: remote },
        latest_git_commit_hash: commit,
        has_changes: isDirty,
      },
    },
  }
}
