import { arrayField, isObject, type JsonObject, stringField } from '../json-fields.ts'
import type { RequestView } from '../protocol.ts'

/** A Responses request over its own JSON: see README.md for what stands where. */
export function viewResponsesRequest(json: JsonObject): RequestView {
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
      json.input = insertItem(inputItems(json), developerItem(text), place)
    },
    askForUsage: () => false,
  }
}

/** `input` may be a plain string, which is short for one user message. */
function inputItems(json: JsonObject): unknown[] {
  if (typeof json.input !== 'string') return arrayField(json, 'input')
  return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: json.input }] }]
}

function insertItem(items: readonly unknown[], item: unknown, place: 'prepend' | 'append'): unknown[] {
  if (place === 'append') return [...items, item]
  const index = items.findIndex((candidate) => !isInstruction(candidate))
  const at = index < 0 ? items.length : index
  return [...items.slice(0, at), item, ...items.slice(at)]
}

/** Leading items that belong to the prefix a provider caches: instructions, and tools where a model takes them as an item. */
function isInstruction(item: unknown): boolean {
  return isObject(item) && (item.role === 'developer' || item.role === 'system')
}

function developerItem(text: string): unknown {
  return { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] }
}
