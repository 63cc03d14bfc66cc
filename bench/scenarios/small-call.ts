import { prose } from '../payloads/prose.ts'
import { plainAnswer, plainEnding } from '../payloads/responses-answer.ts'
import type { Scenario } from '../scenario.ts'

/** What carrying any call costs: 1 KB up, 1 KB down, no stream. */
export const smallCall: Scenario = {
  name: 'small-call',
  title: '1 KB call, plain 1 KB answer, 32 connections back to back',
  units: ['call'],
  workload: () => ({
    connections: 32,
    shape: 'back-to-back',
    operation: '/responses',
    headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'OpenAI/JS 7.57.0' },
    body: JSON.stringify({ model: 'gpt-5.4', input: prose(920), store: false }),
    answer: { kind: 'plain', body: plainAnswer(1024) },
    expected: { events: 0, ending: plainEnding },
  }),
}
