import type { FileOutcome } from './outcome.ts'
import { printOutcome } from './print.ts'
import { runFile } from './run-file.ts'

/** Files that may run at the same time, and how many of them. */
export interface Phase {
  readonly files: readonly string[]
  readonly concurrency: number
  readonly timeoutMs: number | null
}

export interface RunPhasesOptions {
  readonly root: string
  readonly phases: readonly Phase[]
  readonly signal: AbortSignal
  readonly print: (line: string) => void
}

const aliveEveryMs = 60_000

/** Runs the phases one after the other and prints each file as it ends. */
export async function runPhases({ root, phases, signal, print }: RunPhasesOptions): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = []
  const running = new Set<string>()
  const alive = setInterval(() => print(`… running: ${[...running].join(', ')}`), aliveEveryMs)
  for (const phase of phases) {
    const waiting = [...phase.files]
    const worker = async () => {
      for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
        running.add(file)
        const outcome = await runFile({ root, file, timeoutMs: phase.timeoutMs, signal })
        running.delete(file)
        outcomes.push(outcome)
        printOutcome(outcome, print)
        alive.refresh()
      }
    }
    await Promise.all(Array.from({ length: phase.concurrency }, worker))
  }
  clearInterval(alive)
  return outcomes
}
