import type { CommandContext } from '../command-context.ts'
import { CommandFailure, misuse } from '../command-failure.ts'
import { askYesOrNo, isInteractive } from '../terminal/ask.ts'

/** Goes on after a yes: `--yes`, or a person's. Where nobody can be asked, only the flag will do. */
export async function confirm(context: CommandContext, question: string, yes: boolean): Promise<void> {
  if (yes) return
  if (!isInteractive(context)) throw misuse(`${question} Nobody can be asked here: add --yes.`)
  if (!(await askYesOrNo(context, question, false))) throw new CommandFailure('Nothing was changed.')
}
