import type { Palette } from '../terminal/palette.ts'
import type { CheckResult } from './check-result.ts'

/** The results for a person: one line a check, the next step below those that need one. */
export function report(results: readonly CheckResult[], palette: Palette): string {
  const width = Math.max(...results.map((result) => result.name.length))
  const lines = results.flatMap((result) => {
    const line = `${mark(result, palette)} ${palette.bold(result.name.padEnd(width))}  ${result.detail}`
    return result.next === null ? [line] : [line, `  ${' '.repeat(width)}  → ${result.next}`]
  })
  return `${[...lines, '', summary(results)].join('\n')}\n`
}

export function reportJson(results: readonly CheckResult[]): string {
  const ok = results.every((result) => result.state !== 'failed')
  return `${JSON.stringify({ ok, checks: results }, null, 2)}\n`
}

function summary(results: readonly CheckResult[]): string {
  const count = (state: CheckResult['state']) => results.filter((result) => result.state === state).length
  const bad = count('failed')
  if (bad > 0) return `${bad} of ${results.length} checks failed.`
  const warnings = count('warning')
  return warnings === 0 ? 'All is well.' : `Nothing failed; ${warnings} worth a look.`
}

function mark({ state }: CheckResult, palette: Palette): string {
  switch (state) {
    case 'passed':
      return palette.good('✓')
    case 'failed':
      return palette.bad('✗')
    case 'warning':
      return palette.warning('!')
    case 'skipped':
      return palette.dim('–')
  }
}
