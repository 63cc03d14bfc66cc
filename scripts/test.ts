/**
 * `node scripts/test.ts [unit|conformance|e2e|long] [part of a path …]`: without a kind, everything but long.
 * The last line is `N passed, N failed` (and `, N skipped`); in CI a skipped test fails the run.
 */
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findTestFiles, isTestKind, type TestKind } from './test/find-test-files.ts'
import { printSummary } from './test/print.ts'
import { type Phase, runPhases } from './test/run-phases.ts'
import { stopWithParent } from './test/stop-with-parent.ts'

const fileTimeoutMs = 10 * 60_000

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [first, ...others] = process.argv.slice(2)
const kinds: readonly TestKind[] = first !== undefined && isTestKind(first) ? [first] : ['unit', 'conformance', 'e2e']
const parts = first === undefined || isTestKind(first) ? others : [first, ...others]

const phases = kinds.map((kind): Phase => {
  const files = findTestFiles(root, kind).filter(
    (file) => parts.length === 0 || parts.some((part) => file.includes(part)),
  )
  return { files, concurrency: concurrencyOf(kind), timeoutMs: kind === 'long' ? null : fileTimeoutMs }
})
const stop = new AbortController()
stopWithParent(stop)
const outcomes = await runPhases({ root, phases, signal: stop.signal, print })
process.exitCode = printSummary(
  outcomes,
  { skipsFail: Boolean(process.env.CI), interrupted: stop.signal.aborted },
  print,
)

/** Unit tests compute; the others start gateways, providers and agents of their own, several processes a file, and wait for them. Long ones want the machine. */
function concurrencyOf(kind: TestKind): number {
  const cores = availableParallelism()
  if (kind === 'long') return 1
  return Math.max(2, kind === 'unit' ? cores : Math.floor(cores / 2))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
