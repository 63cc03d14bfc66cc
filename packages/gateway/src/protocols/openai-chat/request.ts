import { arrayField, isObject, type JsonObject, objectField, stringField } from '../json-fields.ts'
import type { RequestView } from '../protocol.ts'

/** A Chat Completions request over its own JSON. */
export function viewChatRequest(json: JsonObject): RequestView {
  return {
    json,
    get model() {
      return stringField(json, 'model')
    },
    set model(model: string | null) {
      json.model = model
    },
    stream: json.stream === true,
    insertInstructions(text, place) {
      const messages = arrayField(json, 'messages')
      const leading = messages.findIndex((message) => !isInstruction(message))
      const at = place === 'append' || leading < 0 ? messages.length : leading
      json.messages = [...messages.slice(0, at), { role: 'system', content: text }, ...messages.slice(at)]
    },
    askForUsage() {
      const options = objectField(json, 'stream_options')
      if (json.stream !== true || options.include_usage === true) return false
      json.stream_options = { ...options, include_usage: true }
      return true
    },
  }
}

function isInstruction(message: unknown): boolean {
  return isObject(message) && (message.role === 'developer' || message.role === 'system')
}
