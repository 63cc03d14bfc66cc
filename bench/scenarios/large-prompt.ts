import { codexHeaders, codexRequestBody } from '../payloads/codex-request.ts'
import { streamEnding, streamEvents } from '../payloads/responses-answer.ts'
import type { Scenario } from '../scenario.ts'

const events = 12

/** A long conversation, which Codex sends again with every call: the body has to pass without being read. */
export const largePrompt: Scenario = {
  name: 'large-prompt',
  title: `400 KB Codex request, streamed answer of ${events} events, 8 connections back to back`,
  units: ['call'],
  workload: () => ({
    connections: 8,
    shape: 'back-to-back',
    operation: '/responses',
    headers: codexHeaders,
    body: codexRequestBody(400_000),
    answer: { kind: 'stream', events: streamEvents(events), eventsPerWrite: 4 },
    expected: { events, ending: streamEnding },
  }),
}
