import { insertMessages } from '../insert-messages.ts'
import { arrayField, type JsonObject, objectField, stringField } from '../json-fields.ts'
import type { RequestView } from '../protocol.ts'
import { collectTexts } from '../text-walk.ts'
import { messageItems } from './message-items.ts'
import { chatParameters } from './request-parameters.ts'
import { chatTools } from './request-tools.ts'
import { request } from './text-rules.ts'

/** A Chat Completions request over its own JSON. */
export function viewChatRequest(json: JsonObject): RequestView {
  const insert: RequestView['insertMessages'] = (messages, place) => {
    const items = insertMessages(arrayField(json, 'messages'), { messages, place }, messageItems)
    if (items === undefined) return false
    json.messages = items
    return true
  }
  return {
    json,
    get model() {
      return stringField(json, 'model')
    },
    set model(model: string | null) {
      json.model = model
    },
    stream: json.stream === true,
    get wantsStructuredOutput() {
      const format = stringField(objectField(json, 'response_format'), 'type')
      return format === 'json_schema' || format === 'json_object'
    },
    texts: () => collectTexts(json, request),
    insertInstructions: (text, place) => insert([{ role: 'system', content: text }], place),
    insertMessages: insert,
    parameters: chatParameters(json),
    tools: chatTools(json),
    askForUsage() {
      const options = objectField(json, 'stream_options')
      if (json.stream !== true || options.include_usage === true) return false
      json.stream_options = { ...options, include_usage: true }
      return true
    },
  }
}
