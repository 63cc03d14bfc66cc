import { type CodexVersion, codexScript } from './agents.ts'
import { type CodexEvents, readCodexEvents } from './codex-events.ts'
import { type CodexConnection, codexHome } from './codex-home.ts'
import { runProcess } from './run-process.ts'

export interface CodexOptions extends CodexConnection {
  readonly version: CodexVersion
  readonly prompt?: string
  /** Read from stdin in place of the argument: the way to hand over a prompt of a megabyte. */
  readonly promptByStdin?: string
  /** Its own retries; without them a failing call is seen after one request. */
  readonly retries?: 'on' | 'off'
  /** More arguments of `codex exec`. */
  readonly args?: readonly string[]
  readonly timeoutMs?: number
}

export interface CodexRun extends CodexEvents {
  readonly exitCode: number | null
  readonly durationMs: number
  readonly isTimedOut: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real Codex CLI headless, in a home of its own. */
export async function runCodex(options: CodexOptions): Promise<CodexRun> {
  await using home = await codexHome(options)
  const result = await runProcess({
    command: process.execPath,
    args: [codexScript(options.version), 'exec', '--json', '--skip-git-repo-check', ...execArguments(options)],
    environment: home.environment,
    folder: home.workFolder,
    timeoutMs: options.timeoutMs ?? 60_000,
    ...(options.promptByStdin === undefined ? {} : { input: options.promptByStdin }),
  })
  return { ...readCodexEvents(result.stdout), ...result }
}

/** Switches off what calls anything but the base URL. */
export const quietArguments = ['-c', 'analytics.enabled=false', '-c', 'features.plugins=false'] as const

function execArguments(options: CodexOptions): string[] {
  const retries = ['request_max_retries', 'stream_max_retries']
  return [
    // The switch exists since 0.150; older versions refuse a feature that they do not know.
    ...(isAtLeast(options.version, 150) ? ['--disable', 'unbounded_connection_retries'] : []),
    ...quietArguments,
    ...(options.retries === 'on' ? [] : retries.flatMap((name) => ['-c', `model_providers.openaicustom.${name}=0`])),
    ...(options.args ?? []),
    options.promptByStdin === undefined ? (options.prompt ?? 'say hi') : '-',
  ]
}

/** True for 0.`minor` and later. */
export function isAtLeast(version: CodexVersion, minor: number): boolean {
  return Number(version.split('.')[1]) >= minor
}
