import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contestantList } from './contestants/contestant-list.ts'
import { type Entry, runScenario } from './measure/run-scenario.ts'
import { type BenchOptions, choose, parseOptions, usageText } from './options.ts'
import { Cleanup } from './processes/cleanup.ts'
import { describeMachine } from './report/describe-machine.ts'
import { formatProfiles } from './report/format-profile.ts'
import { formatTable } from './report/format-table.ts'
import { writeResults } from './report/write-results.ts'
import type { Scenario } from './scenario.ts'
import { scenarioList } from './scenarios/scenario-list.ts'

/** `npm run bench`: every chosen scenario for every chosen contestant, in turns. How to read it: README.md. */
async function main(parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const options = parseOptions(parameters)
  if (options.help) return print(usageText)
  if (process.platform !== 'linux') throw new Error('the bench reads CPU time from /proc and so needs Linux')
  const scenarios = choose(scenarioList, options.scenarios)
  const contestants = choose(contestantList, options.only)
  const machine = describeMachine()
  const startedAt = new Date()
  print(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.loadBefore.toFixed(2)}\n`)

  const cleanup = new Cleanup()
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'))
  stopOnSignal(cleanup, folder)
  const results: { scenario: Scenario; entries: Entry[] }[] = []
  try {
    for (const scenario of scenarios) {
      const entries = await runScenario(scenario, contestants, {
        rounds: options.rounds,
        seconds: options.seconds,
        folder,
        environment,
        nodeOptions: profileOptions(options, scenario),
        cleanup,
        progress: (text) => showProgress(`${scenario.name}: ${text}`),
      })
      showProgress('')
      print(formatTable(scenario, entries))
      if (options.profile !== null) print(formatProfiles(join(options.profile, scenario.name)))
      results.push({ scenario, entries })
    }
  } finally {
    await cleanup.stopAll()
    rmSync(folder, { recursive: true, force: true })
  }
  return finish(options, { startedAt, machine, results })
}

function finish(
  { rounds, seconds, strict }: BenchOptions,
  run: {
    startedAt: Date
    machine: ReturnType<typeof describeMachine>
    results: { scenario: Scenario; entries: Entry[] }[]
  },
): number {
  const versions = new Map(run.results.flatMap(({ entries }) => entries.map((entry) => [entry.name, entry.version])))
  const named = [...versions].filter(([, version]) => version !== '').map((pair) => pair.join(' '))
  print(`${named.join(', ')}; median of ${rounds} rounds of ${seconds} s`)
  const { startedAt, machine, results: scenarios } = run
  const folder = fileURLToPath(new URL('results', import.meta.url))
  print(`written to ${writeResults(folder, { startedAt, machine, rounds, seconds, scenarios })}`)
  const failed = run.results.some(({ entries }) => entries.some((entry) => entry.status !== 'measured'))
  return strict && failed ? 1 : 0
}

/** A sample every half millisecond; the folder is made by Node. */
function profileOptions({ profile }: BenchOptions, scenario: Scenario): string | null {
  if (profile === null) return null
  return `--cpu-prof --cpu-prof-interval=500 --cpu-prof-dir=${resolve(profile, scenario.name)}`
}

function stopOnSignal(cleanup: Cleanup, folder: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await cleanup.stopAll()
      rmSync(folder, { recursive: true, force: true })
      process.exit(130)
    })
  }
}

function print(text: string): 0 {
  process.stdout.write(`${text}\n`)
  return 0
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
}

try {
  process.exitCode = await main(process.argv.slice(2), process.env)
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
