import type { CommandContext } from '../command-context.ts'
import { askYesOrNo, isInteractive } from '../terminal/ask.ts'
import { paletteFor } from '../terminal/palette.ts'
import { colourDiff, unifiedDiff } from '../terminal/unified-diff.ts'

export interface ProposedChange {
  /** How the file is called in the diff. */
  readonly name: string
  readonly before: string
  readonly after: string
  readonly question: string
  readonly dryRun: boolean
  readonly yes: boolean
}

/** `agreed`, or the exit code of a command that ends here. */
export type Agreement = 'agreed' | 0 | 2

/** Shows what would change and lets the person decide. Where nobody can be asked, only --yes is an agreement. */
export async function agree(context: CommandContext, change: ProposedChange): Promise<Agreement> {
  const diff = unifiedDiff(change.before, change.after, { before: change.name, after: change.name })
  const palette = paletteFor(context.stdout, context.environment)
  if (diff.length > 0) context.stdout.write(`${colourDiff(diff, palette).join('\n')}\n\n`)
  if (change.dryRun) {
    context.stdout.write('Nothing was changed (--dry-run).\n')
    return 0
  }
  if (change.yes) return 'agreed'
  if (!isInteractive(context)) {
    context.stderr.write('Nothing was changed: nobody can be asked here, so add --yes to agree to the change above.\n')
    return 2
  }
  if (await askYesOrNo(context, change.question)) return 'agreed'
  context.stdout.write('Nothing was changed.\n')
  return 0
}
