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
  return { conversation, from: query.from, to: query.to, calls, turns: turnsOf(calls), isWhole }
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
