import { codexHeaders, codexRequestBody } from '../payloads/codex-request.ts'
import { streamEnding, streamEvents } from '../payloads/responses-answer.ts'
import type { Scenario } from '../scenario.ts'

const events = 100

/** A whole turn of Codex, as many as the machine carries: a provider that sends its events in bursts of ten. */
export const codexStream: Scenario = {
  name: 'codex-stream',
  title: `31 KB Codex request, streamed answer of ${events} events, 32 connections back to back`,
  units: ['call', 'event'],
  workload: () => ({
    connections: 32,
    shape: 'back-to-back',
    operation: '/responses',
    headers: codexHeaders,
    body: codexRequestBody(31_000),
    answer: { kind: 'stream', events: streamEvents(events), eventsPerWrite: 10 },
    expected: { events, ending: streamEnding },
  }),
}
