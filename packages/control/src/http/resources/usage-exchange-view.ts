import type { UsageExchange } from '@tollgate/contract/resources/usage'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Exchange } from '../../services/usage/exchange.ts'
import { shownTime } from '../resource-view.ts'
import { requestView } from './usage-view.ts'

export function exchangeView({ record, facts, payload }: Exchange): UsageExchange {
  const { refusal, model, agent, configVersion, verdicts, attempts } = record
  return {
    ...requestView(facts),
    ...{ refusal, modelAsked: model.asked, modelServed: model.served },
    ...{ userAgent: agent.userAgent, address: agent.address, gatewayId: facts.gatewayId, configVersion },
    payload,
    timeline: timelineOf(record),
    verdicts,
    tries: attempts.map((attempt) => ({ ...attempt, startedAt: shownTime(attempt.startedAt) })),
  }
}

type Entry = UsageExchange['timeline'][number]

/** Clocks that are set back during a call never make a time before its start. */
function timelineOf({ at, attempts, firstByteMs, totalMs }: UsageRecord): Entry[] {
  const entries: Entry[] = [{ what: 'received', atMs: 0, attempt: null }]
  for (const [index, { startedAt, headMs, totalMs: attemptMs }] of attempts.entries()) {
    const askedMs = Math.max(0, startedAt - at)
    const attempt = index + 1
    entries.push({ what: 'provider asked', atMs: askedMs, attempt })
    if (headMs !== null) entries.push({ what: 'provider answered', atMs: askedMs + headMs, attempt })
    entries.push({ what: 'provider done', atMs: askedMs + attemptMs, attempt })
  }
  if (firstByteMs !== null) entries.push({ what: 'first byte', atMs: firstByteMs, attempt: null })
  entries.push({ what: 'done', atMs: totalMs, attempt: null })
  return entries.toSorted((one, other) => one.atMs - other.atMs)
}
