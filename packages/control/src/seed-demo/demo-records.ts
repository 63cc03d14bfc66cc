import type { UsageRecord } from '@tollgate/contract/usage-record'
import { randomNumbers } from '../simulation/random-numbers.ts'
import { hourMs, type Incident, makeIncidents, pipelinesIn, workIn } from './demo-hours.ts'
import { type DemoCall, demoRecord, type RecordMaker } from './demo-record.ts'
import { type DemoPerson, makeFleet, type Random, weighted } from './fleet.ts'

export interface DemoOptions {
  readonly requests: number
  readonly seed: number
  /** Unix milliseconds of whole hours. */
  readonly from: number
  readonly to: number
}

/** Where a person is: in a conversation of some turns, each of several calls whose input grows. */
interface Conversation {
  readonly conversation: string
  readonly repository: string
  readonly commit: string
  readonly subagent: string | null
  turn: number
  calls: number
  context: number
  turnsLeft: number
  callsLeft: number
}

/** The calls of a fleet in the order of their time, an hour at a time; the same options, the same calls. */
export function* demoRecords(options: DemoOptions, maker: Pick<RecordMaker, 'prices'>): Generator<UsageRecord[]> {
  const random = randomNumbers(options.seed)
  const fleet = makeFleet(options.requests, random)
  const workers = [...fleet.people, ...fleet.pipelines]
  const incidents = makeIncidents(options.from, options.to, random)
  const hours = hoursOf(options, workers)
  const conversations = new Map<DemoPerson, Conversation>()
  let number = 0
  let weightLeft = hours.reduce((sum, { weight }) => sum + weight, 0)
  for (const [index, { at, weight, shares }] of hours.entries()) {
    const left = options.requests - number
    const isLast = index === hours.length - 1
    const count = isLast ? left : Math.min(left, Math.round((left * weight) / weightLeft))
    weightLeft -= weight
    const times = Array.from({ length: count }, () => at + Math.floor(random() * hourMs)).sort(
      (one, other) => one - other,
    )
    const records = times.map((time) => {
      const person = weighted(shares, random)
      const conversation = nextCall(conversations, person, { random, seed: options.seed })
      const call: DemoCall = { ...conversation, id: `demo-${options.seed}-${++number}`, at: time, person }
      return demoRecord(call, { ...maker, random, incident: incidentAt(incidents, time), period: options })
    })
    if (records.length > 0) yield records
  }
}

interface Hour {
  readonly at: number
  readonly weight: number
  readonly shares: ReadonlyArray<readonly [person: DemoPerson, weight: number]>
}

function hoursOf({ from, to }: DemoOptions, workers: readonly DemoPerson[]): Hour[] {
  const hours: Hour[] = []
  for (let at = from; at < to; at += hourMs) {
    const shares = workers.map((person) => {
      const work = person.application.isAutomation ? pipelinesIn(at) : workIn(at, person.hoursLater)
      return [person, work * person.diligence] as const
    })
    hours.push({ at, weight: shares.reduce((sum, [, weight]) => sum + weight, 0), shares })
  }
  return hours
}

/** Moves a person on by a call: in the turn that is open, into the next one, or into a new conversation. */
function nextCall(
  conversations: Map<DemoPerson, Conversation>,
  person: DemoPerson,
  dice: { random: Random; seed: number },
): Conversation {
  const known = conversations.get(person)
  const conversation =
    known === undefined || (known.callsLeft === 0 && known.turnsLeft === 0) ? newConversation(person, dice) : known
  if (conversation.callsLeft === 0) {
    conversation.turn++
    conversation.turnsLeft--
    conversation.callsLeft = 1 + Math.floor(dice.random() * 9)
  }
  conversation.calls++
  conversation.callsLeft--
  conversation.context += Math.floor(200 + dice.random() * 3_500)
  conversations.set(person, conversation)
  return conversation
}

function newConversation({ application, agent }: DemoPerson, { random }: { random: Random }): Conversation {
  const { repositories } = application
  const repository = repositories[Math.floor(random() * repositories.length)] ?? 'shop'
  const isSubagent = agent.saysTurns && random() < 0.08
  return {
    conversation: `demo-${hex(random, 8)}-${hex(random, 4)}`,
    ...{ repository, commit: hex(random, 40), subagent: isSubagent ? 'review' : null },
    ...{ turn: 0, calls: 0, context: 6_000 + Math.floor(random() * 12_000) },
    ...{ turnsLeft: 1 + Math.floor(random() * random() * 14), callsLeft: 0 },
  }
}

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
}

function incidentAt(incidents: readonly Incident[], at: number): Incident | undefined {
  return incidents.find(({ from, to }) => at >= from && at < to)
}
