import { isObject } from '../json-fields.ts'
import type { Protocol } from '../protocol.ts'
import { renderSseEvent } from '../sse.ts'
import { textKinds } from '../text-lens.ts'
import { booleanMember, onlyString, scanTopLevel, stringMember } from '../top-level-scan.ts'
import { ChatAnswer } from './answer.ts'
import { readChatTexts } from './event-texts.ts'
import { askForUsage } from './include-usage.ts'
import { viewChatRequest } from './request.ts'
import { readChatCalls } from './tool-calls.ts'

const pieces = ['message', 'tool-arguments', 'reasoning', 'refusal', 'unknown'] as const
/** Names of tools are what an answer has of their definitions. */
const answer = [...pieces, 'tool-definition', 'metadata'] as const

/** OpenAI's Chat Completions API: README.md. */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  dialect: 'openai',
  operations: [{ method: 'POST', path: '/chat/completions' }],
  requestNeeds: 'whole',
  answersAreModelOutput: true,
  textCoverage: { request: textKinds, answer, pieces },
  scanRequest(firstBytes) {
    const scan = scanTopLevel(firstBytes, { scalarsOnly: true })
    return { model: stringMember(firstBytes, scan, 'model'), stream: booleanMember(firstBytes, scan, 'stream') }
  },
  readModel: (bytes) => onlyString(bytes, 'model'),
  prepareRequest: askForUsage,
  view: viewChatRequest,
  readTexts: readChatTexts,
  readToolCalls: readChatCalls,
  answerLocally: () => undefined,
  readAnswer: (options) => new ChatAnswer(options),
  renderEvent: (json) => renderSseEvent('', isObject(json) ? json : String(json)),
  renderStreamError: ({ code, message }) =>
    Buffer.concat([
      renderSseEvent('', { error: { message, type: 'invalid_request_error', param: null, code } }),
      renderSseEvent('', '[DONE]'),
    ]),
}
