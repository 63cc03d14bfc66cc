import { statSync } from 'node:fs'
import { join } from 'node:path'
import { upFilePath } from '../supervisor/up-file.ts'
import { shortPath } from '../terminal/short-path.ts'
import { type CheckResult, failed, passed, skipped, warned } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

const toleranceMs = 60_000

/** Certificates, quotas and keys that expire all believe the clock. */
export function checkClock(facts: DoctorFacts): CheckResult {
  const { now } = facts
  const fromFuture = writtenFiles(facts).find(({ at }) => at - now.getTime() > toleranceMs)
  if (fromFuture !== undefined) {
    const file = shortPath(fromFuture.path, facts.context.userFolder)
    return failed(
      'clock',
      `${file} was written in the future: this clock was set back, or is wrong`,
      'set the clock of this machine (NTP)',
    )
  }
  const date = facts.answer.kind === 'answered' ? facts.answer.headers.date : undefined
  const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN
  if (Number.isNaN(theirs)) return skipped('clock', 'the gateway told no time')
  // Its header is cut to the second.
  const apartMs = Math.max(0, Math.abs(theirs - now.getTime()) - 1000)
  if (apartMs <= toleranceMs) return passed('clock', 'same as the gateway')
  const detail = `${Math.round(apartMs / 1000)} s apart from the gateway`
  return warned('clock', detail, 'set the clock of both machines (NTP): quotas reset and keys expire by it')
}

function writtenFiles({ context, certificateFile, isLocal }: DoctorFacts): Array<{ path: string; at: number }> {
  if (!isLocal) return []
  const paths = [upFilePath(context.dataFolder), certificateFile, join(context.dataFolder, 'secrets', 'pepper')]
  return paths.flatMap((path) => {
    try {
      return [{ path, at: statSync(path).mtimeMs }]
    } catch {
      return []
    }
  })
}
