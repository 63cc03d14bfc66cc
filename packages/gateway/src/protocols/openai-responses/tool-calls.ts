import { arrayField, objectField, stringField } from '../json-fields.ts'
import { builtInName, type ToolCall } from '../request-tools.ts'

/** The tools that an event of an answer, or a whole plain one, calls: told by the items, which carry the name whole. */
export function readResponsesCalls(json: unknown): readonly ToolCall[] {
  const type = stringField(json, 'type')
  if (type === null) return callsOf(arrayField(json, 'output'))
  const item = objectField(json, 'item')
  return callsOf([item, ...arrayField(objectField(json, 'response'), 'output')])
}

function callsOf(items: readonly unknown[]): readonly ToolCall[] {
  return items.flatMap((item) => {
    const type = stringField(item, 'type') ?? ''
    if (!type.endsWith('_call') || type === 'mcp_call') return []
    if (type !== 'function_call' && type !== 'custom_tool_call')
      return [{ channel: null, name: builtInName(type.slice(0, -'_call'.length)) }]
    const namespace = stringField(item, 'namespace')
    const name = stringField(item, 'name') ?? ''
    return [{ channel: null, name: namespace === null ? name : `${namespace}.${name}` }]
  })
}
