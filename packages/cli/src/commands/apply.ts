import { configurationAppliedSchema } from '@tollgate/contract/resources/configuration'
import { Command } from 'commander'
import { type ApiClient, connectApi } from '../api-client/api-client.ts'
import type { CommandContext } from '../command-context.ts'
import { CommandFailure, misuse } from '../command-failure.ts'
import { gatherSecrets } from '../configuration/gather-secrets.ts'
import { counts, planScreen } from '../configuration/plan-screen.ts'
import { readDocument } from '../configuration/read-document.ts'
import { confirm } from '../noun-commands/confirm.ts'
import { paletteFor } from '../terminal/palette.ts'
import { withSpinner } from '../terminal/spinner.ts'

interface ApplyOptions {
  file: string
  dryRun?: true
  prune?: true
  yes?: true
  json?: true
}

/** A large configuration is checked and written as one change. */
const timeoutMs = 300_000

export function applyCommand(context: CommandContext): Command {
  return new Command('apply')
    .summary('make Tollgate what a configuration file says')
    .description(
      'Compares a file in the form of tollgate.yaml with what there is, shows what would change, asks, and does it as one change. ' +
        'The secrets that it names ({ env: … }, { file: … }) are read on this machine. A second time it says "Nothing to change."',
    )
    .requiredOption('-f, --file <path>', 'the file, or - for standard input')
    .option('--dry-run', 'show what would change, and stop')
    .option('--prune', 'also delete what the file does not name')
    .option('--yes', 'do not ask')
    .option('--json', 'print what the API answers (with --yes or --dry-run)')
    .action(async (options: ApplyOptions) => {
      if (options.json && !options.yes && !options.dryRun) throw misuse('--json asks nothing: add --yes or --dry-run.')
      await apply(context, options)
      context.finish(0)
    })
}

async function apply(context: CommandContext, options: ApplyOptions): Promise<void> {
  const read = await readDocument(context, options.file)
  const body = {
    document: read.document,
    secrets: gatherSecrets(read, context.environment),
    prune: options.prune === true,
  }
  const client = connectApi(context)
  const planned = await ask(context, client, { ...body, dryRun: true })
  if (options.json) {
    const answer =
      options.dryRun || planned.changes.length === 0 ? planned : await ask(context, client, { ...body, dryRun: false })
    context.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
    return
  }
  if (planned.changes.length === 0) {
    context.stdout.write('Nothing to change.\n')
    return
  }
  context.stdout.write(planScreen(planned.changes, paletteFor(context.stdout, context.environment)))
  if (options.dryRun) return
  await confirm(context, `Apply this (${counts(planned.changes)})?`, options.yes === true)
  const { changes } = await ask(context, client, { ...body, dryRun: false })
  context.stdout.write(`Applied: ${changes.length} change${changes.length === 1 ? '' : 's'}.\n`)
}

async function ask(context: CommandContext, client: ApiClient, body: { readonly dryRun: boolean }) {
  const request = { method: 'POST' as const, path: '/configuration/apply', body, timeoutMs }
  const work = client.call(request)
  const answer = await withSpinner(context, body.dryRun ? 'Comparing' : 'Applying', work)
  const parsed = configurationAppliedSchema.safeParse(answer)
  if (!parsed.success)
    throw new CommandFailure(
      'The server answered in a form that this version does not know: use the same version of both.',
    )
  return parsed.data
}
