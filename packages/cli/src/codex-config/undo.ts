import { basename } from 'node:path'
import type { CommandContext } from '../command-context.ts'
import { paletteFor } from '../terminal/palette.ts'
import { shortPath } from '../terminal/short-path.ts'
import { agree } from './agree.ts'
import { newestBackup, readConfigFile, restoreBackup } from './config-file.ts'

export interface UndoOptions {
  readonly codexHome: string
  readonly dryRun: boolean
  readonly yes: boolean
  readonly now: Date
}

/** Puts back what the last `connect codex` changed. Resolves with the exit code. */
export async function undoConnect(context: CommandContext, options: UndoOptions): Promise<number> {
  const { stdout, stderr } = context
  const read = await readConfigFile(options.codexHome)
  if (!read.ok) {
    stderr.write(`Nothing was changed: ${read.reason}.\n`)
    return 1
  }
  const file = read.value
  const name = shortPath(file.path, context.userFolder)
  const backup = await newestBackup(options.codexHome)
  if (backup === null) {
    stderr.write(`There is nothing to undo: no backup of ${name} is left.\n`)
    return 1
  }
  const change = { ...options, name, before: file.text ?? '', after: backup.text ?? '', question: 'Put this back?' }
  const agreement = await agree(context, change)
  if (agreement !== 'agreed') return agreement
  const kept = await restoreBackup(file, backup, options.now)
  const done = backup.text === null ? `${name} is removed, as there was none before` : `${name} is as it was before`
  const remark = kept === null ? '' : `; what it replaced is in ${basename(kept)}`
  stdout.write(`${paletteFor(stdout, context.environment).good('✓')} ${done}${remark}.\n`)
  return 0
}
