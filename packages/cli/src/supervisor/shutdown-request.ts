import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '../command-context.ts'

export interface ShutdownRequest {
  /** Somebody wants us to end: what it was. */
  readonly requested: Promise<string>
  /** Somebody lost patience: a second Ctrl-C. */
  readonly insisted: Promise<void>
  stopListening(): void
}

/** One key press can arrive several times: from the terminal, from npm and from the launcher. */
const samePressMs = 500
const parentCheckMs = 250

/** Listens for the signals that end us and, where a parent would die without telling us, for its death. */
export function listenForShutdown(watchParent: boolean): ShutdownRequest {
  const requested = Promise.withResolvers<string>()
  const insisted = Promise.withResolvers<void>()
  let firstAt: number | null = null
  const onSignal = (signal: string) => {
    if (firstAt === null) {
      firstAt = performance.now()
      requested.resolve(signal)
    } else if (signal === 'SIGINT' && performance.now() - firstAt > samePressMs) {
      insisted.resolve()
    }
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  const watching = new AbortController()
  if (watchParent) void parentGone(watching.signal).then(() => onSignal('parent gone'), ignoreAbort)
  return {
    requested: requested.promise,
    insisted: insisted.promise,
    stopListening() {
      watching.abort()
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

/** An orphan is adopted: its parent's id changes. */
export async function parentGone(signal: AbortSignal): Promise<void> {
  const parent = process.ppid
  while (process.ppid === parent) await delay(parentCheckMs, undefined, { signal, ref: false })
}

export function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}

/** npm and our launcher can be ended without a word to us. */
export function hasSilentParent(environment: Environment): boolean {
  return environment.npm_command !== undefined || environment.TOLLGATE_LAUNCHER_PID === String(process.ppid)
}
