import { codexHeaders, codexRequestBody } from '../payloads/codex-request.ts'
import { streamEnding, streamEvents } from '../payloads/responses-answer.ts'
import type { PolicyCount, Scenario } from '../scenario.ts'

const events = 12

/**
 * What policies cost that read every text of a request: `later` is a turn of a conversation whose last message alone is new, `first` one
 * of which the gateway has seen nothing but the agent's instructions and tools.
 */
function guardedPrompt(kilobytes: 31 | 400, turn: 'first' | 'later', policies: PolicyCount): Scenario {
  const rules = policies === 1 ? 'PII masking' : `${policies} policies`
  return {
    name: `guarded-${kilobytes}k-${turn}-${policies}`,
    title: `${kilobytes} KB Codex request, ${turn} turn, ${rules}, streamed answer of ${events} events, 4 connections back to back`,
    units: ['call'],
    workload: () => ({
      connections: 4,
      shape: 'back-to-back',
      operation: '/responses',
      policies,
      headers: codexHeaders,
      body: codexRequestBody(kilobytes * 1000, turn === 'first' ? 'conversation' : 'last message'),
      answer: { kind: 'stream', events: streamEvents(events), eventsPerWrite: 4 },
      expected: { events, ending: streamEnding },
    }),
  }
}

export const guardedPrompts: readonly Scenario[] = ([31, 400] as const).flatMap((kilobytes) =>
  (['first', 'later'] as const).flatMap((turn) =>
    ([1, 10] as const).map((policies) => guardedPrompt(kilobytes, turn, policies)),
  ),
)
