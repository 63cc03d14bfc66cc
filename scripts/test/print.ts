import type { FileOutcome } from './outcome.ts'

type Print = (line: string) => void

const outputLinesShown = 80
const slowestShown = 10

/** One line for a file that went well; for another, each failure and the end of what the file printed. */
export function printOutcome(outcome: FileOutcome, print: Print): void {
  const notes = outcome.notes.map((note) => `  (${note})`).join('')
  print(`${outcome.failed === 0 ? '✓' : '✗'} ${outcome.file}  ${countsOf([outcome])}  ${seconds(outcome)}${notes}`)
  if (outcome.failed === 0) return
  for (const failure of outcome.failures) {
    print(`\n  ✗ ${failure.title}  (${failure.where})`)
    print(indent(failure.text, '      '))
  }
  const output = outcome.output.trim()
  if (output !== '') {
    print('\n    the end of what it printed:')
    print(indent(output.split('\n').slice(-outputLinesShown).join('\n'), '    | '))
  }
  print('')
}

export interface SummaryOptions {
  /** In CI nothing may be skipped. */
  readonly skipsFail: boolean
  readonly interrupted: boolean
}

/** Skips with their reasons, failures by name, the slowest files; last the one line of totals. Answers the exit code. */
export function printSummary(outcomes: readonly FileOutcome[], options: SummaryOptions, print: Print): 0 | 1 {
  const skips = outcomes.flatMap((outcome) => outcome.skips.map((skip) => ({ ...skip, file: outcome.file })))
  printList(
    'skipped:',
    skips.map((skip) => `${skip.file}: ${skip.title}: ${skip.reason || 'no reason given'}`),
    print,
  )
  const failures = outcomes.flatMap((outcome) => outcome.failures)
  printList(
    'failed:',
    failures.map((failure) => `${failure.where}: ${failure.title}`),
    print,
  )
  const slowest = [...outcomes].sort((a, b) => b.seconds - a.seconds).slice(0, slowestShown)
  printList(
    'slowest files:',
    slowest.map((outcome) => `${seconds(outcome)}  ${outcome.file}`),
    print,
  )
  if (outcomes.length === 0) print('no test file was found')
  if (options.interrupted) print('interrupted: not every file was run')
  const skipsFail = options.skipsFail && skips.length > 0
  if (skipsFail) print('in CI nothing may be skipped: the skipped tests above fail this run')
  print('')
  print(countsOf(outcomes))
  const failed = outcomes.some((outcome) => outcome.failed > 0)
  return failed || skipsFail || options.interrupted || outcomes.length === 0 ? 1 : 0
}

function countsOf(outcomes: readonly FileOutcome[]): string {
  const sum = (key: 'passed' | 'failed' | 'skipped') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function printList(heading: string, lines: readonly string[], print: Print): void {
  if (lines.length === 0) return
  print(`\n${heading}`)
  for (const line of lines) print(`  ${line}`)
}

function seconds(outcome: FileOutcome): string {
  return `${outcome.seconds.toFixed(1)} s`
}

function indent(text: string, by: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => by + line)
    .join('\n')
}
