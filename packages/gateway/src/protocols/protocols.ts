import { openaiChat } from './openai-chat/openai-chat.ts'
import { openaiModels } from './openai-models/openai-models.ts'
import { openaiResponses } from './openai-responses/openai-responses.ts'
import type { Protocol } from './protocol.ts'

/** The only list of protocols: a new one is its folder and a line here. */
export const protocols: readonly Protocol[] = [openaiResponses, openaiChat, openaiModels]
