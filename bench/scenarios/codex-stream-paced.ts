import { codexHeaders, codexRequestBody } from '../payloads/codex-request.ts'
import { closingEvents, openingEvents, streamEnding } from '../payloads/responses-answer.ts'
import { heldOpenTimes, type Scenario } from '../scenario.ts'

const everyMs = 10

/** What one event costs, and how long it is held up, at a rate that is the same for everyone: 20,000 events a second. */
export const codexStreamPaced: Scenario = {
  name: 'codex-stream-paced',
  title: '31 KB Codex request, 200 open streams, an event every 10 ms on each',
  units: ['event'],
  workload: ({ seconds }) => {
    const { openMs, settleMs, marginMs } = heldOpenTimes
    const count = Math.ceil((openMs + settleMs + seconds * 1000 + marginMs) / everyMs)
    const opening = openingEvents()
    const closing = closingEvents()
    return {
      connections: 200,
      shape: 'held-open',
      operation: '/responses',
      headers: codexHeaders,
      body: codexRequestBody(31_000),
      answer: { kind: 'paced', opening, count, everyMs, closing },
      expected: { events: opening.length + count + closing.length, ending: streamEnding },
    }
  },
}
