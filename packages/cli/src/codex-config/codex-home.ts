import { join, resolve } from 'node:path'
import type { CommandContext } from '../command-context.ts'

/** Codex's folder: the named one, else the one that Codex itself would take. */
export function codexHomeFor(context: CommandContext, named?: string): { path: string; isUsual: boolean } {
  const usual = resolve(context.environment.CODEX_HOME || join(context.userFolder, '.codex'))
  const path = named === undefined ? usual : resolve(context.workingFolder, named)
  return { path, isUsual: path === usual }
}
