import { arrayField, isObject, type JsonObject, stringField } from '../json-fields.ts'
import { type RequestTools, siftTools, toolName } from '../request-tools.ts'

/** Tools stand at the top, and in items: Codex sends them so to some models, and a search for tools finds more. */
export function responsesTools(json: JsonObject): RequestTools {
  return {
    names() {
      const names: string[] = []
      const note = (name: string) => names.push(name) > 0
      for (const holder of holders(json)) siftTools(holder.tools, note)
      return names
    },
    keep(isKept) {
      const removed: string[] = []
      const sift = (name: string) => isKept(name) || removed.push(name) < 0
      const labels = serverLabels(json)
      for (const holder of holders(json)) holder.tools = siftTools(holder.tools, sift)
      if (removed.length === 0) return removed
      dropEmpty(json)
      chooseAmongKept(json, (choice) => isKept(chosenName(choice, labels)))
      return removed
    },
  }
}

type Holder = JsonObject & { tools: unknown[] }

function holders(json: JsonObject): Holder[] {
  return [json, ...arrayField(json, 'input')].filter(isHolder)
}

/** What an MCP server offers is listed by the provider; it goes with its server, not tool by tool. */
function isHolder(value: unknown): value is Holder {
  return isObject(value) && Array.isArray(value.tools) && value.type !== 'mcp_list_tools'
}

/** An empty list at the top, and an item that brings no tool, say nothing. The result of a search stays, because its call does. */
function dropEmpty(json: JsonObject): void {
  if (arrayField(json, 'tools').length === 0) delete json.tools
  if (!Array.isArray(json.input)) return
  const isEmpty = (item: unknown) => isHolder(item) && item.type === 'additional_tools' && item.tools.length === 0
  if (json.input.some(isEmpty)) json.input = json.input.filter((item) => !isEmpty(item))
}

/** What the choice asks for must be there: of some, those that are left; a single one that went is the model's own choice again. */
function chooseAmongKept(json: JsonObject, isKept: (choice: unknown) => boolean): void {
  const { tool_choice: choice } = json
  if (choice === 'required' && holders(json).every(({ tools }) => tools.length === 0)) json.tool_choice = 'auto'
  if (!isObject(choice)) return
  if (choice.type !== 'allowed_tools') {
    if (!isKept(choice)) json.tool_choice = 'auto'
    return
  }
  const tools = arrayField(choice, 'tools').filter(isKept)
  json.tool_choice = tools.length === 0 ? 'none' : { ...choice, tools }
}

function chosenName(choice: unknown, labels: ReadonlyMap<string, string>): string {
  const label = stringField(choice, 'server_label')
  if (label !== null) return labels.get(label) ?? `mcp.${label}`
  const namespace = stringField(choice, 'namespace')
  return `${namespace === null ? '' : `${namespace}.`}${toolName(choice)}`
}

/** Choices name an MCP server by its label. */
function serverLabels(json: JsonObject): ReadonlyMap<string, string> {
  const servers = holders(json).flatMap(({ tools }) => tools.filter((tool) => stringField(tool, 'type') === 'mcp'))
  return new Map(servers.map((server) => [stringField(server, 'server_label') ?? '', toolName(server)]))
}
