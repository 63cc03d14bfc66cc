import { accessSync, constants, statSync } from 'node:fs'
import { shortPath } from '../terminal/short-path.ts'
import { type CheckResult, failed, passed, skipped } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

/** Node, the data folder, and whether somebody runs on it. */
export function checkMachine(facts: DoctorFacts): CheckResult[] {
  return [passed('node', process.version), checkDataFolder(facts), checkProcess(facts)]
}

function checkDataFolder({ context, isLocal }: DoctorFacts): CheckResult {
  const name = 'data folder'
  if (!isLocal) return skipped(name, 'the gateway is on another machine')
  const folder = context.dataFolder
  const shown = shortPath(folder, context.userFolder)
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) {
    return failed(name, `${shown} does not exist`, 'npx tollgate up makes it; TOLLGATE_HOME names another one')
  }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return failed(
      name,
      `${shown} cannot be read and written`,
      'make it yours (chown, chmod 700), or name another in TOLLGATE_HOME',
    )
  }
  if (context.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
    return { name, state: 'warning', detail: `${shown} is open to other users`, next: `chmod 700 "${folder}"` }
  }
  return passed(name, shown)
}

function checkProcess({ context, isLocal, running }: DoctorFacts): CheckResult {
  if (!isLocal) return skipped('process', 'the gateway is on another machine')
  if (running === null) {
    return failed('process', 'no tollgate up runs on this data folder', 'start it in another terminal: npx tollgate up')
  }
  if (running.consoleUrl === null) return passed('process', `${running.pid}, starting`)
  const source =
    running.configFile === null ? 'what its database holds' : shortPath(running.configFile, context.userFolder)
  return passed('process', `${running.pid}, serving ${source}`)
}
