import { join } from 'node:path'
import { ensureBundle } from '../../packages/cli/src/bundle/ensure-bundle.ts'
import { ensureConsole } from '../../packages/cli/src/console-build/ensure-console.ts'

/** Where the console's sources are, and `dist` once it is built. */
export const consoleFolder = join(import.meta.dirname, '..', '..', 'packages', 'console')

/** Builds the console and the command for other machines unless they are built from what their sources are now: the first test of a run does it, all others find them. */
export async function buildOnce(): Promise<void> {
  const bundlePlace = { folder: join(consoleFolder, '..', 'cli'), consoleFolder }
  const complaint = (await ensureConsole(consoleFolder)) ?? (await ensureBundle(bundlePlace))
  if (complaint !== null) throw new Error(complaint)
}
