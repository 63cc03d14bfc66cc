import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FileOutcome, toOutcome } from './outcome.ts'
import { testEnvironment } from './test-environment.ts'
import type { TestRecord } from './test-record.ts'

export interface RunFileOptions {
  readonly root: string
  readonly file: string
  /** Null: as long as it takes. */
  readonly timeoutMs: number | null
  readonly signal: AbortSignal
}

const outputKeptBytes = 64 * 1024
const graceMs = 10_000

/** Runs one test file in a process group of its own, so that whatever it started can be ended with it. */
export async function runFile(options: RunFileOptions): Promise<FileOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-test-'))
  const recordsFile = join(folder, 'records.ndjson')
  const startedAt = performance.now()
  try {
    const child = start(options, recordsFile)
    const output = keepTail(child)
    const end = await waitFor(child, options)
    const leftProcesses = await endGroup(child)
    const seconds = (performance.now() - startedAt) / 1000
    return toOutcome(readRecords(recordsFile), { ...end, file: options.file, seconds, leftProcesses, output: output() })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function start({ root, file }: RunFileOptions, recordsFile: string): ChildProcess {
  const reporter = new URL('./event-reporter.ts', import.meta.url)
  reporter.searchParams.set('records', recordsFile)
  const args = [`--test-reporter=${reporter.href}`, '--test-reporter-destination=stdout', file]
  return spawn(process.execPath, args, {
    cwd: root,
    env: testEnvironment(process.env, root),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

function keepTail(child: ChildProcess): () => string {
  let kept = Buffer.alloc(0)
  const keep = (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-outputKeptBytes)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => kept.toString('utf8')
}

type Ended = Pick<Parameters<typeof toOutcome>[1], 'code' | 'signal' | 'timedOutAfterMs'>

/**
 * On time-out or abort node:test gets SIGTERM, upon which it reports what was unfinished; then the group is killed.
 * 'exit' is awaited, not 'close': a forgotten grandchild may hold the pipes open for ever.
 */
function waitFor(child: ChildProcess, { timeoutMs, signal }: RunFileOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let timedOutAfterMs: number | null = null
    const stop = () => {
      child.kill('SIGTERM')
      setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs).unref()
    }
    const timer =
      timeoutMs === null
        ? undefined
        : setTimeout(() => {
            timedOutAfterMs = timeoutMs
            stop()
          }, timeoutMs)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    child.once('error', reject)
    child.once('exit', (code, exitSignal) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve({ code, signal: exitSignal, timedOutAfterMs })
    })
  })
}

/** Ends what the file left in its group. True where something was left after a moment to end by itself. */
async function endGroup(child: ChildProcess): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < 1_000; waitedMs += 50) {
    if (!signalGroup(child, 0)) return false
    await sleep(50)
  }
  const left = hasLivingMembers(child.pid)
  signalGroup(child, 'SIGKILL')
  return left
}

/** A group of zombies takes signals too; where nobody collects orphans, as in some containers, it stays for ever. */
function hasLivingMembers(group: number | undefined): boolean {
  const listed = spawnSync('ps', ['-e', '-o', 'pgid=', '-o', 'stat='], { encoding: 'utf8' })
  if (listed.status !== 0) return true
  return listed.stdout.split('\n').some((line) => {
    const [pgid, state] = line.trim().split(/\s+/)
    return Number(pgid) === group && !state?.startsWith('Z')
  })
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false
  try {
    return process.kill(-child.pid, signal)
  } catch {
    return false
  }
}

function readRecords(file: string): TestRecord[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TestRecord)
}
