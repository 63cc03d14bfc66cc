import type { TestRecord } from './test-record.ts'

/** How one test file went. Counts are of leaf tests: a suite, or a test with subtests, is not counted itself. */
export interface FileOutcome {
  readonly file: string
  readonly seconds: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
  readonly skips: readonly { readonly title: string; readonly reason: string }[]
  /** The end of what the file printed, for people who look at a failure. */
  readonly output: string
  readonly notes: readonly string[]
}

export interface Failure {
  readonly title: string
  readonly where: string
  readonly text: string
}

/** How the process of a test file ended. */
export interface ProcessEnd {
  readonly file: string
  readonly seconds: number
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOutAfterMs: number | null
  readonly leftProcesses: boolean
  readonly output: string
}

interface Frame {
  readonly name: string
  children: number
  failedChildren: number
}

/** A file that crashed, timed out or ran nothing counts as one failed test, whatever its tests said. */
export function toOutcome(records: readonly TestRecord[], end: ProcessEnd): FileOutcome {
  const counted = count(records, end.file)
  const { counts } = counted
  const complaint = complaintAbout(records, end, counted)
  const failures = complaint === null ? counts.failures : [...counts.failures, complaint]
  return {
    ...counts,
    failed: counts.failed + (complaint === null ? 0 : 1),
    failures,
    file: end.file,
    seconds: end.seconds,
    output: end.output,
    notes: end.leftProcesses ? ['left processes behind, which were killed'] : [],
  }
}

type Counts = Pick<FileOutcome, 'passed' | 'failed' | 'skipped' | 'failures' | 'skips'>

interface Counted {
  readonly counts: Counts
  /** The test that had begun and not ended, with those around it; empty where all had. */
  readonly unfinished: string
}

function count(records: readonly TestRecord[], file: string): Counted {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const failures: Failure[] = []
  const skips: { title: string; reason: string }[] = []
  const open: Frame[] = []
  for (const record of records) {
    if (record.type === 'finished' || record.type === 'warning') continue
    if (record.type === 'start') {
      open.length = Math.min(open.length, record.nesting)
      open.push({ name: record.name, children: 0, failedChildren: 0 })
      continue
    }
    const title = [...open.slice(0, record.nesting).map((frame) => frame.name), record.name].join(' › ')
    const self = open[record.nesting]
    open.length = Math.min(open.length, record.nesting)
    const parent = open.at(-1)
    if (parent) parent.children += 1
    if (record.skipped !== null) {
      counts.skipped += 1
      skips.push({ title, reason: record.skipped })
    } else if (record.passed) {
      counts.passed += self === undefined || self.children === 0 ? 1 : 0
    } else {
      if (parent) parent.failedChildren += 1
      counts.failed += self === undefined || self.failedChildren === 0 ? 1 : 0
      if (record.error !== null) {
        failures.push({ title, where: `${file}:${record.line ?? 1}`, text: record.error })
      }
    }
  }
  return { counts: { ...counts, failures, skips }, unfinished: open.map(({ name }) => name).join(' › ') }
}

function complaintAbout(records: readonly TestRecord[], end: ProcessEnd, counted: Counted): Failure | null {
  const text = complaintText(records, end, counted)
  if (text === null) return null
  const warnings = records.flatMap((record) => (record.type === 'warning' ? [record.text] : []))
  return { title: 'the file itself', where: end.file, text: [text, ...warnings].join('\n') }
}

function complaintText(
  records: readonly TestRecord[],
  end: ProcessEnd,
  { counts, unfinished }: Counted,
): string | null {
  const exit = end.signal === null ? `exit code ${end.code}` : `signal ${end.signal}`
  if (end.timedOutAfterMs !== null) {
    const why =
      unfinished === ''
        ? 'its tests are through, but something keeps the process open'
        : `in ${JSON.stringify(unfinished)}`
    return `It did not end within ${Math.round(end.timedOutAfterMs / 1000)} s and was killed: ${why}.`
  }
  if (records.length === 0 && end.code === 0)
    return 'It ran no test, or ended the process before the first was through.'
  if (!records.some((record) => record.type === 'finished'))
    return `It broke off before its tests were through (${exit}).`
  if (end.code !== 0 && counts.failed === 0) return `Its tests passed, but it ended with ${exit}.`
  return counts.passed + counts.failed + counts.skipped === 0 ? 'It ran no test.' : null
}
