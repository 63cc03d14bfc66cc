import { Command } from 'commander'
import { listOf, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import { resolveId } from '../noun-commands/resolve-id.ts'
import { openSession, type Session } from '../noun-commands/session.ts'
import { showJson } from '../noun-commands/show.ts'
import { loadNoun } from '../nouns/nouns.ts'
import { paletteFor } from '../terminal/palette.ts'
import { usageConversationsCommand } from './usage-conversations.ts'
import { usageReconcileCommand } from './usage-reconcile.ts'
import { usageReportCommand } from './usage-report.ts'
import { usageRequestsCommand } from './usage-requests.ts'
import { usageShowCommand } from './usage-show.ts'
import { usageTable } from './usage-table.ts'

interface UsageOptions {
  readonly application?: string
  readonly subscription?: string
  readonly mine?: true
  readonly json?: true
}

export function usageCommand(context: CommandContext): Command {
  const command = new Command('usage')
    .summary('show what is left of limits now, and what was used')
    .description(
      'Shows each limit that holds for you, for an application or for a subscription: what is used of it, what is left, and when it ' +
        'starts anew. It is a second or two behind the calls.',
    )
    .option('--application <application>', 'of this application: its name or id')
    .option('--subscription <id>', 'of this subscription')
    .option('--mine', 'of all that is yours (the default)')
    .option('--json', 'print what the API answers')
    .action(async (options: UsageOptions) => {
      const session = openSession(context, loadNoun)
      const state = objectOf(await session.client.call({ method: 'GET', path: await pathOf(session, options) }))
      if (options.json) showJson(session, state)
      else {
        const palette = paletteFor(context.stdout, context.environment)
        context.stdout.write(usageTable(listOf(state.items).map(objectOf), palette, Date.now()))
      }
      context.finish(0)
    })
  for (const make of [
    usageReportCommand,
    usageRequestsCommand,
    usageConversationsCommand,
    usageShowCommand,
    usageReconcileCommand,
  ])
    command.addCommand(make(context))
  return command
}

async function pathOf(session: Session, { application, subscription, mine }: UsageOptions): Promise<string> {
  if ([application, subscription, mine].filter((option) => option !== undefined).length > 1)
    throw misuse('Say one of --application, --subscription and --mine.')
  if (subscription !== undefined) return `/subscriptions/${encodeURIComponent(subscription)}/quota-state`
  if (application === undefined) return '/me/quota-state'
  const id = await resolveId(session, await loadNoun('applications'), { name: application })
  return `/applications/${encodeURIComponent(id)}/quota-state`
}
