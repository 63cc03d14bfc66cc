import type { AnalyticsStore, ConversationRow, UsageQuery } from '../analytics-store.ts'
import { dimensions } from '../analytics-store.ts'
import type { FreshCall } from './add-calls.ts'
import { conditionOf, organisationText } from './filters.ts'
import { number, type Sql, type SqlRow, type SqlValue, text, textOrNull } from './sql.ts'
import { sumColumns } from './sums.ts'

const conversationsMax = 1_000
const keys = ['organisation', 'application', 'conversation']
const applicationPlace = dimensions.indexOf('application')
const tokensPlace = sumColumns.indexOf('total_tokens')
const costPlace = sumColumns.indexOf('cost')

const table = 'usage_conversation'
const columns = [
  ...[...keys, 'combination', 'first_at', 'last_at', 'turns', 'first_turn', 'last_turn'],
  ...['calls', 'total_tokens', 'cost'],
]

/** A turn that goes on from one batch to the next is one. */
const ending = `on conflict (${keys.join(', ')}) do update set
  combination = case when excluded.last_at >= ${table}.last_at then excluded.combination else ${table}.combination end,
  first_at = case when excluded.first_at < ${table}.first_at then excluded.first_at else ${table}.first_at end,
  last_at = case when excluded.last_at > ${table}.last_at then excluded.last_at else ${table}.last_at end,
  turns = ${table}.turns + excluded.turns - case when ${table}.last_turn = excluded.first_turn then 1 else 0 end,
  last_turn = excluded.last_turn, calls = ${table}.calls + excluded.calls,
  total_tokens = ${table}.total_tokens + excluded.total_tokens, cost = ${table}.cost + excluded.cost`

/** By application too: what one says of a conversation is a claim, and touches nobody else's. */
export function conversationRows(organisation: number, calls: readonly FreshCall[]): SqlValue[][] {
  const found = new Map<string, FreshCall[]>()
  for (const call of calls) {
    if (call.conversation === null) continue
    const key = `${call.combination.codes[applicationPlace]} ${call.conversation}`
    const known = found.get(key)
    if (known === undefined) found.set(key, [call])
    else known.push(call)
  }
  return [...found.values()].flatMap((members) => conversationRow(organisation, members))
}

function conversationRow(organisation: number, members: readonly FreshCall[]): SqlValue[][] {
  const ordered = members.toSorted((a, b) => a.at - b.at || a.number - b.number)
  const [first, last] = [ordered[0], ordered.at(-1)]
  if (first === undefined || last === undefined) return []
  const turns = ordered.filter(({ turn }, at) => turn === null || turn !== ordered[at - 1]?.turn)
  const total = (place: number) => ordered.reduce((sum, { sums }) => sum + (sums[place] ?? 0), 0)
  return [
    [
      ...[organisation, last.combination.codes[applicationPlace] ?? 0, last.conversation],
      ...[last.combination.id, first.at, last.at, turns.length, first.turn, last.turn],
      ...[ordered.length, total(tokensPlace), total(costPlace)],
    ],
  ]
}

export async function noteConversations(sql: Sql, rows: readonly SqlValue[][]): Promise<void> {
  await sql.insert({ table, columns, rows, ending })
}

/** Those whose last call is of the time asked for, by what that call counts under. */
export async function conversations(
  sql: Sql,
  query: Parameters<AnalyticsStore['conversations']>[0],
): Promise<ConversationRow[]> {
  const condition = conditionOf(query satisfies UsageQuery, 'c')
  const named = (column: string) => `(select value from usage_value where id = c.${column})`
  const question = `select t.*, ${named('by_agent')} as agent, ${named('by_person')} as person,
    ${named('by_application')} as application_id, ${named('by_repository')} as repository
    from ${table} t join usage_combination c on c.id = t.combination
    where t.organisation = (${organisationText}) and t.last_at >= ? and t.last_at < ? ${condition === undefined ? '' : `and ${condition.text}`}
    order by t.last_at desc, t.conversation, t.application limit ?`
  const beyond = Math.min(query.to, query.before ?? query.to)
  const limit = Math.min(query.limit, conversationsMax)
  const values = [query.organisationId, query.from, beyond, ...(condition?.values ?? []), limit]
  return (await sql.all(question, values)).map(conversationOf)
}

function conversationOf(row: SqlRow): ConversationRow {
  return {
    conversation: text(row, 'conversation'),
    ...{ agent: textOrNull(row, 'agent'), person: textOrNull(row, 'person'), application: text(row, 'application_id') },
    ...{ repository: textOrNull(row, 'repository'), firstAt: number(row, 'first_at'), lastAt: number(row, 'last_at') },
    ...{ turns: number(row, 'turns'), calls: number(row, 'calls'), totalTokens: number(row, 'total_tokens') },
    cost: number(row, 'cost'),
  }
}
