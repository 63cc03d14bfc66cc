import type { MessageItems } from '../insert-messages.ts'
import { arrayField, isObject, stringField } from '../json-fields.ts'

/** Messages as Chat Completions has them. */
export const messageItems: MessageItems = {
  isInstruction: (item) => isObject(item) && (item.role === 'developer' || item.role === 'system'),
  write: ({ role, content }) => ({ role, content }),
  read(item) {
    if (!isObject(item)) return null
    if (typeof item.content === 'string') return { role: item.role, text: item.content }
    const [part, ...others] = arrayField(item, 'content')
    const text = stringField(part, 'text')
    return text === null || others.length > 0 ? null : { role: item.role, text }
  },
}
