import { insertMessages } from '../insert-messages.ts'
import { type JsonObject, objectField, stringField } from '../json-fields.ts'
import type { RequestView } from '../protocol.ts'
import { collectTexts } from '../text-walk.ts'
import { inputItems, messageItems } from './message-items.ts'
import { responsesParameters } from './request-parameters.ts'
import { responsesTools } from './request-tools.ts'
import { request } from './text-rules.ts'

/** A Responses request over its own JSON: see README.md for what stands where. */
export function viewResponsesRequest(json: JsonObject): RequestView {
  const insert: RequestView['insertMessages'] = (messages, place) => {
    const items = insertMessages(inputItems(json), { messages, place }, messageItems)
    if (items === undefined) return false
    json.input = items
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
      const format = stringField(objectField(objectField(json, 'text'), 'format'), 'type')
      return format === 'json_schema' || format === 'json_object'
    },
    texts: () => collectTexts(json, request),
    insertInstructions: (text, place) => insert([{ role: 'developer', content: text }], place),
    insertMessages: insert,
    parameters: responsesParameters(json),
    tools: responsesTools(json),
    askForUsage: () => false,
  }
}
