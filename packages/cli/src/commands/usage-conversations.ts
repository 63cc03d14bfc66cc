import { Command } from 'commander'
import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import { pageItemsMax } from '../api-client/pages.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import type { Noun } from '../noun-commands/noun.ts'
import { openSession, type Session } from '../noun-commands/session.ts'
import { showJson, showSentence, showTable } from '../noun-commands/show.ts'
import { loadNoun } from '../nouns/nouns.ts'
import { dollarsText, numberText } from './usage-amounts.ts'
import { addUsageOptions, type UsageOptions, usageQuery, wholeNumber } from './usage-query.ts'
import { everything, limitOf } from './usage-requests.ts'

interface ConversationsOptions extends UsageOptions {
  readonly limit?: number
  readonly all?: true
  readonly json?: true
}

const sums: Noun['columns'] = [
  { heading: 'CALLS', value: ({ calls }) => numberText(calls) },
  { heading: 'TOKENS', value: ({ totalTokens }) => numberText(totalTokens) },
  { heading: 'COST', value: ({ costUsd }) => dollarsText(costUsd) },
]

const conversationColumns: Pick<Noun, 'columns' | 'empty'> = {
  columns: [
    { heading: 'CONVERSATION', value: 'conversation' },
    { heading: 'LAST', value: 'lastAt', as: 'time' },
    { heading: 'AGENT', value: 'agent' },
    { heading: 'PERSON', value: 'person' },
    { heading: 'APPLICATION', value: 'application' },
    { heading: 'TURNS', value: ({ turns }) => numberText(turns) },
    ...sums,
    { heading: 'REPOSITORY', value: 'repository' },
  ],
  empty: 'There were no conversations.',
}

const turnColumns: Pick<Noun, 'columns' | 'empty'> = {
  columns: [
    { heading: 'TURN', value: 'turn' },
    { heading: 'BEGAN', value: 'firstAt', as: 'time' },
    ...sums,
    { heading: 'REQUESTS', value: ({ requests }) => listOf(requests).map((request) => objectOf(request).id) },
  ],
  empty: 'It has no turns.',
}

export function usageConversationsCommand(context: CommandContext): Command {
  const command = new Command('conversations')
    .summary('show threads of agents and what they cost')
    .description('Shows threads of agents, the one that was last heard of first; or one of them, turn by turn.')
    .argument('[id]', 'one of them')
    .option('--all', 'every page')
    .option('--limit <number>', `how many at most (default: 50; 1 to ${pageItemsMax})`, wholeNumber(pageItemsMax))
  return addUsageOptions(command)
    .option('--json', 'print what the API answers')
    .action(async (id: string | undefined, options: ConversationsOptions) => {
      const session = openSession(context, loadNoun)
      if (id === undefined) await showList(session, options)
      else await showOne(session, id, options)
      context.finish(0)
    })
}

async function showList(session: Session, options: ConversationsOptions): Promise<void> {
  const path = '/usage/conversations'
  const query = usageQuery(options)
  const page: JsonObject = options.all
    ? { items: await everything(session, { path, query }), next: null }
    : objectOf(await session.client.call({ method: 'GET', path, query: { ...query, ...limitOf(options) } }))
  if (options.json) return showJson(session, page)
  await showTable(session, listOf(page.items).map(objectOf), conversationColumns)
  if (typeof page.next === 'string') showSentence(session, 'There are more: add --all.')
}

async function showOne(session: Session, id: string, options: ConversationsOptions): Promise<void> {
  if (options.filter !== undefined || options.all || options.limit !== undefined)
    throw misuse('One conversation is shown as a whole: only --from, --to and --json go with it.')
  const path = `/usage/conversations/${encodeURIComponent(id)}`
  const conversation = objectOf(await session.client.call({ method: 'GET', path, query: usageQuery(options) }))
  if (options.json) return showJson(session, conversation)
  await showTable(session, listOf(conversation.turns).map(objectOf), turnColumns)
  const { calls, totalTokens, costUsd, isWhole } = conversation
  const ofThese = isWhole === true ? '' : ' (the newest; it has more)'
  showSentence(
    session,
    `In all ${numberText(calls)} calls${ofThese}, ${numberText(totalTokens)} tokens, ${dollarsText(costUsd)}.`,
  )
}
