import type { MessageItems } from '../insert-messages.ts'
import { arrayField, isObject, type JsonObject, stringField } from '../json-fields.ts'

/** The items of a request; `input` may be a plain string, which is short for one user message. */
export function inputItems(json: JsonObject): unknown[] {
  if (typeof json.input !== 'string') return arrayField(json, 'input')
  return [messageItems.write({ role: 'user', content: json.input })]
}

/** Messages as items of `input`. */
export const messageItems: MessageItems = {
  /** Instructions, and tools where a model takes them as an item. */
  isInstruction: (item) => isObject(item) && (item.role === 'developer' || item.role === 'system'),
  write: ({ role, content }) => ({
    type: 'message',
    role,
    content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: content }],
  }),
  read(item) {
    if (!isObject(item) || (item.type !== undefined && item.type !== 'message')) return null
    if (typeof item.content === 'string') return { role: item.role, text: item.content }
    const [part, ...others] = arrayField(item, 'content')
    const text = stringField(part, 'text')
    return text === null || others.length > 0 ? null : { role: item.role, text }
  },
}
