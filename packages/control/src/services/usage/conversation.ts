import type { UsageQueryInput } from '@tollgate/contract/resources/usage'
import type { UsageFacts } from '../../analytics/usage-facts.ts'
import { notFound } from '../problem.ts'
import type { Verb } from '../verb.ts'
import { readQuery } from './read-query.ts'

const pageItems = 200
const callsMax = 2_000
/** As long as single records are kept, unless somebody says otherwise. */
const presetDays = 30

export interface Turn {
  readonly turn: string | null
  /** The oldest first. */
  readonly calls: readonly UsageFacts[]
}

export interface Conversation {
  readonly conversation: string
  readonly from: number
  readonly to: number
  readonly calls: readonly UsageFacts[]
  readonly turns: readonly Turn[]
  /** How often each was called, the most often first. */
  readonly tools: ReadonlyArray<{ readonly name: string; readonly calls: number }>
  readonly subagents: ReadonlyArray<{ readonly name: string; readonly calls: readonly UsageFacts[] }>
  readonly isWhole: boolean
}

/** All calls of one thread of an agent that the actor may see, turn by turn. */
export async function usageConversation(
  verb: Verb,
  conversation: string,
  period: Pick<UsageQueryInput, 'from' | 'to'>,
): Promise<Conversation> {
  const query = await readQuery(verb, period, presetDays)
  const newest: UsageFacts[] = []
  let cursor: string | undefined
  let isWhole = false
  while (!isWhole && newest.length < callsMax) {
    const page = await verb.analytics.requests({ ...query, conversation, limit: pageItems, cursor })
    newest.push(...page.items)
    isWhole = page.cursor === null
    cursor = page.cursor ?? undefined
  }
  if (newest.length === 0) throw notFound('conversation', conversation)
  const calls = newest.reverse()
  const summed = { turns: turnsOf(calls), tools: toolsOf(calls), subagents: subagentsOf(calls) }
  return { conversation, from: query.from, to: query.to, calls, ...summed, isWhole }
}

function toolsOf(calls: readonly UsageFacts[]): Conversation['tools'] {
  const counts = new Map<string, number>()
  for (const { tools } of calls)
    for (const [name, times] of Object.entries(tools ?? {})) counts.set(name, (counts.get(name) ?? 0) + times)
  return [...counts].map(([name, times]) => ({ name, calls: times })).sort((one, other) => other.calls - one.calls)
}

function subagentsOf(calls: readonly UsageFacts[]): Conversation['subagents'] {
  const byName = Map.groupBy(calls, ({ subagent }) => subagent)
  return [...byName].flatMap(([name, own]) => (name === null ? [] : [{ name, calls: own }]))
}

/** In the order of their first calls; a turn's sub-agents may call while the next one has begun. */
function turnsOf(calls: readonly UsageFacts[]): Turn[] {
  const turns = new Map<string | null, UsageFacts[]>()
  for (const facts of calls) {
    const of = turns.get(facts.turn)
    if (of === undefined) turns.set(facts.turn, [facts])
    else of.push(facts)
  }
  return [...turns].map(([turn, of]) => ({ turn, calls: of }))
}
