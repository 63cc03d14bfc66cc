import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from '../measure/run-scenario.ts'
import type { Scenario } from '../scenario.ts'
import type { describeMachine } from './describe-machine.ts'
import { summarise } from './summarise.ts'

export interface BenchResult {
  readonly startedAt: Date
  readonly machine: ReturnType<typeof describeMachine>
  readonly rounds: number
  readonly seconds: number
  readonly scenarios: readonly { readonly scenario: Scenario; readonly entries: readonly Entry[] }[]
}

/** Writes the whole run, every round of it, and answers the path of the file. */
export function writeResults(folder: string, result: BenchResult): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${result.startedAt.toISOString().replaceAll(':', '-').slice(0, 19)}Z.json`)
  const { startedAt, machine, rounds, seconds } = result
  const scenarios = result.scenarios.map(({ scenario, entries }) => {
    const nginx = entries.find((entry) => entry.name === 'nginx' && entry.status === 'measured')
    return {
      name: scenario.name,
      title: scenario.title,
      units: scenario.units,
      contestants: entries.map((entry) => ({ ...entry, median: summarise(entry, scenario.units, nginx) })),
    }
  })
  writeFileSync(file, `${JSON.stringify({ startedAt, machine, rounds, seconds, scenarios }, null, 2)}\n`)
  return file
}
