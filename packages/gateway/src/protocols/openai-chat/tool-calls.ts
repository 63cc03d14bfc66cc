import { arrayField, isObject, type JsonObject, objectField } from '../json-fields.ts'
import { type ToolCall, toolName } from '../request-tools.ts'

/** The tools that a chunk of an answer, or a whole plain one, calls. */
export function readChatCalls(json: unknown): readonly ToolCall[] {
  return arrayField(json, 'choices').filter(isObject).flatMap(callsOf)
}

function callsOf(choice: JsonObject): readonly ToolCall[] {
  const message = isObject(choice.delta) ? choice.delta : objectField(choice, 'message')
  const isPiece = message === choice.delta
  const read = (call: unknown, place: unknown): readonly ToolCall[] => {
    if (!isObject(call)) return []
    const name = toolName(call)
    // A later piece of a call brings arguments alone.
    if (isPiece && name === '') return []
    return [{ channel: isPiece ? `${choice.index}/${place}` : null, name }]
  }
  const calls = arrayField(message, 'tool_calls').flatMap((call, at) => read(call, isObject(call) ? call.index : at))
  return [...calls, ...read(message.function_call, 'function')]
}
