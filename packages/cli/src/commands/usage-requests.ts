import { Command } from 'commander'
import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import { eachItem, pageItemsMax } from '../api-client/pages.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import type { Noun } from '../noun-commands/noun.ts'
import { openSession, type Session } from '../noun-commands/session.ts'
import { showJson, showSentence, showTable } from '../noun-commands/show.ts'
import { loadNoun } from '../nouns/nouns.ts'
import { dollarsText, numberText } from './usage-amounts.ts'
import { addUsageOptions, type Query, type UsageOptions, usageQuery, wholeNumber } from './usage-query.ts'

interface RequestsOptions extends UsageOptions {
  readonly conversation?: string
  readonly key?: string
  readonly status?: number
  readonly limit?: number
  readonly all?: true
  readonly json?: true
  readonly csv?: true
}

export const requestColumns: Pick<Noun, 'columns' | 'empty'> = {
  columns: [
    { heading: 'ID', value: 'id' },
    { heading: 'WHEN', value: 'at', as: 'time' },
    { heading: 'OUTCOME', value: ({ outcome, refusalCode }) => (refusalCode === null ? outcome : refusalCode) },
    { heading: 'STATUS', value: 'status' },
    { heading: 'APPLICATION', value: 'application' },
    { heading: 'PERSON', value: 'person' },
    { heading: 'MODEL', value: 'model' },
    { heading: 'TOKENS', value: ({ totalTokens }) => numberText(totalTokens) },
    { heading: 'COST', value: ({ costUsd }) => (costUsd === null ? null : dollarsText(costUsd)) },
    { heading: 'MS', value: ({ totalMs }) => Math.round(Number(totalMs)) },
    { heading: 'REPOSITORY', value: 'repository' },
  ],
  empty: 'There were no such calls.',
}

export function usageRequestsCommand(context: CommandContext): Command {
  const command = new Command('requests')
    .summary('show the log of calls')
    .description(
      'Shows single calls, the newest first, a page at a time. One of them in full: npx tollgate usage show ID.',
    )
    .option('--conversation <id>', 'only calls of this thread of an agent')
    .option('--key <id>', 'only calls with this key')
    .option('--status <status>', 'only calls that were answered this', wholeNumber(599))
    .option('--all', 'every page')
    .option('--limit <number>', `how many at most (default: 50; 1 to ${pageItemsMax})`, wholeNumber(pageItemsMax))
  return addUsageOptions(command)
    .option('--json', 'print what the API answers')
    .option('--csv', 'print all of them as CSV')
    .action(async (options: RequestsOptions) => {
      await showRequests(openSession(context, loadNoun), options)
      context.finish(0)
    })
}

async function showRequests(session: Session, options: RequestsOptions): Promise<void> {
  if (options.csv && options.json) throw misuse('Say one of --json and --csv.')
  const query = queryOf(options)
  if (options.csv) {
    const path = '/usage/export/requests'
    session.context.stdout.write(await session.client.text({ method: 'GET', path, query: { ...query, format: 'csv' } }))
    return
  }
  const path = '/usage/requests'
  const page = options.all
    ? { items: await everything(session, { path, query }), next: null }
    : objectOf(await session.client.call({ method: 'GET', path, query: { ...query, ...limitOf(options) } }))
  if (options.json) return showJson(session, page)
  await showTable(session, listOf(page.items).map(objectOf), requestColumns)
  if (typeof page.next === 'string') showSentence(session, 'There are more: add --all, or a shorter time.')
}

function queryOf(options: RequestsOptions): Query {
  const { conversation, key, status } = options
  return {
    ...usageQuery(options),
    ...(conversation === undefined ? {} : { conversation }),
    ...(key === undefined ? {} : { keyId: key }),
    ...(status === undefined ? {} : { status: String(status) }),
  }
}

export async function everything(session: Session, list: { path: string; query: Query }): Promise<JsonObject[]> {
  const items: JsonObject[] = []
  for await (const item of eachItem(session.client, list)) items.push(item)
  return items
}

export function limitOf({ limit }: { readonly limit?: number }): Query {
  return limit === undefined ? {} : { limit: String(limit) }
}
