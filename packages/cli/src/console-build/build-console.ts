import type { CommandContext } from '../command-context.ts'
import { ensureConsole } from './ensure-console.ts'

/** Beside the start, which does not wait for it: calls need no console, and its page says until then that it is being built. */
export function buildConsole({ mains, stderr }: CommandContext): void {
  if (mains.console === null) return
  void ensureConsole(mains.console).then(
    (complaint) => complaint !== null && stderr.write(`${complaint}\n`),
    (error: unknown) => stderr.write(`The console could not be built: ${String(error)}\n`),
  )
}
