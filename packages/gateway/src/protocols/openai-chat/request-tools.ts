import { arrayField, isObject, type JsonObject, objectField } from '../json-fields.ts'
import { type RequestTools, siftTools, toolName } from '../request-tools.ts'

/** `functions` is the older word for tools; a web search is asked for by its options. */
const lists = ['tools', 'functions'] as const
const searchOptions = 'web_search_options'
const searchName = 'web_search'

export function chatTools(json: JsonObject): RequestTools {
  return {
    names() {
      const names: string[] = []
      for (const list of lists) siftTools(arrayField(json, list), (name) => names.push(name) > 0)
      return isObject(json[searchOptions]) ? [...names, searchName] : names
    },
    keep(isKept) {
      const removed: string[] = []
      const sift = (name: string) => isKept(name) || removed.push(name) < 0
      for (const list of lists) {
        if (!Array.isArray(json[list])) continue
        json[list] = siftTools(arrayField(json, list), sift)
      }
      if (isObject(json[searchOptions]) && !sift(searchName)) delete json[searchOptions]
      if (removed.length > 0) chooseAmongKept(json, (choice) => isKept(toolName(choice)))
      return removed
    },
  }
}

/** OpenAI refuses an empty list, and a choice without tools. */
function chooseAmongKept(json: JsonObject, isKept: (choice: unknown) => boolean): void {
  if (Array.isArray(json.tools) && json.tools.length === 0)
    for (const field of ['tools', 'tool_choice', 'parallel_tool_calls']) delete json[field]
  if (Array.isArray(json.functions) && json.functions.length === 0)
    for (const field of ['functions', 'function_call']) delete json[field]
  if (isObject(json.function_call) && !isKept(json.function_call)) json.function_call = 'auto'
  const { tool_choice: choice } = json
  if (!isObject(choice)) return
  if (choice.type !== 'allowed_tools') {
    if (!isKept(choice)) json.tool_choice = 'auto'
    return
  }
  const allowed = objectField(choice, 'allowed_tools')
  const tools = arrayField(allowed, 'tools').filter(isKept)
  json.tool_choice = tools.length === 0 ? 'none' : { ...choice, allowed_tools: { ...allowed, tools } }
}
