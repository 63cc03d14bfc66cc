import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { ConversationRow } from '../../analytics/analytics-store.ts'
import { InvalidCursor } from '../../storage/store.ts'
import { readerOf, type Verb } from '../verb.ts'
import { namesOf } from './breakdown.ts'
import { readQuery } from './read-query.ts'

export interface NamedConversation extends ConversationRow {
  readonly applicationName: string
}

export interface ConversationPage {
  readonly items: readonly NamedConversation[]
  readonly next: string | null
}

/** Threads of agents, the one that was last heard of first. */
export async function usageConversations(
  verb: Verb,
  { limit, after, ...input }: UsageQueryInput & { readonly limit: number; readonly after?: string | undefined },
): Promise<ConversationPage> {
  const query = await readQuery(verb, input)
  const before = after === undefined ? undefined : readCursor(after)
  const rows = await verb.analytics.conversations({ ...query, limit, before })
  const names = await namesOf(
    readerOf(verb),
    'application',
    rows.map(({ application }) => application),
  )
  const items = rows.map((row) => ({ ...row, applicationName: names.get(row.application) ?? row.application }))
  const last = rows.length < limit ? undefined : rows.at(-1)
  return { items, next: last === undefined ? null : String(last.lastAt) }
}

function readCursor(after: string): number {
  if (!/^\d{1,15}$/.test(after)) throw new InvalidCursor()
  return Number(after)
}
