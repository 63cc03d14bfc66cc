import { arrayField, isObject, stringField } from './json-fields.ts'

/**
 * The tools of a request, wherever a dialect has them, by names for rules: one of the client by its own (`exec_command`), in a namespace
 * behind it (`multi_agent_v1.spawn_agent`), one that the provider runs by its type (`web_search`), an MCP server by its address
 * (`mcp.tools.example.com`).
 */
export interface RequestTools {
  /** What is offered to the model, in the order of the JSON. */
  names(): readonly string[]
  /** Takes out every tool that is not kept, and what asks for one of them; gives the names of what went. */
  keep(isKept: (name: string) => boolean): readonly string[]
}

/** A tool that the model calls in an answer. What an MCP server did has been done at the provider, and is not among these. */
export interface ToolCall {
  /** Where a name may come in pieces: the call that this is a piece of. null: the name is whole. */
  readonly channel: string | null
  /** As `RequestTools` names it. */
  readonly name: string
}

/** Of a request that offers none. */
export const noTools: RequestTools = Object.freeze({ names: () => [], keep: () => [] })

/** Of a list of tools, those that are kept; what changes is copied. All names are told to `isKept`, in order. */
export function siftTools(tools: readonly unknown[], isKept: (name: string) => boolean, prefix = ''): unknown[] {
  return tools.flatMap((tool) => {
    if (!isObject(tool) || tool.type !== 'namespace') return isKept(prefix + toolName(tool)) ? [tool] : []
    const namespace = `${prefix}${stringField(tool, 'name') ?? ''}.`
    const offered = arrayField(tool, 'tools')
    // Its tools are told later, on a search.
    if (offered.length === 0) return isKept(namespace) ? [tool] : []
    const within = siftTools(offered, isKept, namespace)
    return within.length === 0 ? [] : [{ ...tool, tools: within }]
  })
}

/** Tools that the client runs say a name of their own; of all others the type says what they are, whatever else they carry. */
export function toolName(tool: unknown): string {
  const type = stringField(tool, 'type') ?? 'function'
  if (type === 'mcp') return `mcp.${serverName(tool)}`
  if (type !== 'function' && type !== 'custom') return builtInName(type)
  const own = isObject(tool) ? (tool.function ?? tool.custom) : undefined
  return stringField(tool, 'name') ?? stringField(own, 'name') ?? ''
}

/** `web_search_preview_2025_03_11` is a web search, and its calls are called so. */
export function builtInName(type: string): string {
  const name = type.replace(/_preview.*$/, '').replace(/_\d{4}_\d{2}_\d{2}$/, '')
  return name === 'computer_use' ? 'computer' : name
}

/** By where it leads: its label is the caller's own word for it. */
function serverName(tool: unknown): string {
  const url = stringField(tool, 'server_url')
  if (url !== null) return (URL.canParse(url) ? new URL(url).host : '') || url
  return stringField(tool, 'connector_id') ?? stringField(tool, 'server_label') ?? ''
}
