import { join } from 'node:path'
import type { CommandContext } from '../command-context.ts'
import { ensureBundle } from './ensure-bundle.ts'

const packageFolder = join(import.meta.dirname, '..', '..')

/** Beside the start, which does not wait for it: who asks for it before it is there is told to come again. */
export function buildBundle({ mains, stderr }: CommandContext): void {
  if (mains.console === null) return
  void ensureBundle({ folder: packageFolder, consoleFolder: mains.console }).then(
    (complaint) => complaint !== null && stderr.write(`${complaint}\n`),
    (error: unknown) => stderr.write(`The command for other machines could not be packed: ${String(error)}\n`),
  )
}
