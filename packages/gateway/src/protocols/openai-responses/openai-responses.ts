import type { Protocol, RequestFacts } from '../protocol.ts'
import { renderSseEvent } from '../sse.ts'
import { textKinds } from '../text-lens.ts'
import { booleanMember, onlyString, scanTopLevel, stringMember } from '../top-level-scan.ts'
import { ResponsesAnswer } from './answer.ts'
import { readResponsesTexts } from './event-texts.ts'
import { viewResponsesRequest } from './request.ts'
import { readResponsesCalls } from './tool-calls.ts'

const pieces = ['message', 'tool-arguments', 'tool-output', 'reasoning', 'refusal', 'unknown'] as const

/** OpenAI's Responses API, as Codex speaks it: README.md. */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  dialect: 'openai',
  operations: [{ method: 'POST', path: '/responses' }],
  requestNeeds: 'none',
  answersAreModelOutput: true,
  textCoverage: { request: textKinds, answer: textKinds, pieces },
  scanRequest,
  readModel: (bytes) => onlyString(bytes, 'model'),
  prepareRequest: (bytes) => ({ bytes, facts: scanRequest(bytes), stripUsage: false }),
  view: viewResponsesRequest,
  readTexts: readResponsesTexts,
  readToolCalls: readResponsesCalls,
  answerLocally: () => undefined,
  readAnswer: () => new ResponsesAnswer(),
  renderEvent: (json) => renderSseEvent(eventName(json), json),
  renderStreamError: ({ code, message }) =>
    renderSseEvent('response.failed', {
      type: 'response.failed',
      response: {
        id: 'resp_tollgate',
        object: 'response',
        status: 'failed',
        error: { code, message },
        output: [],
        usage: null,
      },
    }),
}

function scanRequest(firstBytes: Buffer): RequestFacts {
  const scan = scanTopLevel(firstBytes, { scalarsOnly: true })
  return { model: stringMember(firstBytes, scan, 'model'), stream: booleanMember(firstBytes, scan, 'stream') }
}

function eventName(json: unknown): string {
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : ''
  return typeof type === 'string' ? type : ''
}
