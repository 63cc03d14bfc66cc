import { fitsPattern, fitsSome } from '../../name-patterns/name-pattern.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { changed, definePolicy, type Policy, type PolicyDeps, type RequestVerdict } from '../../pipeline/policy.ts'
import { type Refusal, refuse } from '../../pipeline/refusal.ts'
import { CallNames } from './call-names.ts'
import { type ToolAccessConfig, toolAccessConfig } from './schema.ts'

const name = 'tool-access'
const nameLengthShown = 100
/** The rule of a tool that is not on the list of those that may be used. */
const notAllowed = 'not-on-allow'

export const toolAccess = definePolicy({
  name,
  summary: 'Says which tools a model may be offered and may call.',
  kind: 'guardrail',
  config: toolAccessConfig,
  needs: ({ flow }) => ({
    request: flow === 'response' ? 'none' : 'whole',
    response: flow === 'request' ? 'none' : 'events',
  }),
  onFailure: 'reject',
  create(config, deps) {
    const check = { config, deps, objection: objectionOf(config) }
    return {
      ...(config.flow === 'response' ? {} : { onRequest: (x) => checkTools(x, check) }),
      ...(config.flow === 'request' ? {} : { onEvent: watchCalls(check) }),
    }
  },
})

interface Check {
  readonly config: ToolAccessConfig
  readonly deps: PolicyDeps
  /** What of the rules speaks against a tool, for the record of the call; undefined where nothing does. */
  objection(tool: string): string | undefined
}

function objectionOf({ allow, deny = [] }: ToolAccessConfig): Check['objection'] {
  return (tool) => {
    const denied = deny.find((pattern) => fitsPattern(tool, pattern))
    if (denied !== undefined) return denied
    return allow === undefined || fitsSome(tool, allow) ? undefined : notAllowed
  }
}

function checkTools(x: Exchange, { config, deps, objection }: Check): RequestVerdict {
  if (x.view === null) return undefined
  const { tools } = x.view
  if (config.action === 'refuse') return refuseFirst(x, tools.names(), { deps, objection, direction: 'REQUEST' })
  const removed = tools.keep((tool) => objection(tool) === undefined)
  for (const tool of removed) deps.found(x, objection(tool) ?? notAllowed)
  return removed.length === 0 ? undefined : changed
}

function watchCalls({ deps, objection }: Check): NonNullable<Policy['onEvent']> {
  const calls = deps.slot<CallNames>()
  return (x, event) => {
    const names = calls.get(x) ?? new CallNames()
    calls.set(x, names)
    const called = names.read(x.protocol.readToolCalls(event.json()))
    return refuseFirst(x, called, { deps, objection, direction: 'RESPONSE' }) ?? 'pass'
  }
}

interface Search extends Pick<Check, 'deps' | 'objection'> {
  readonly direction: 'REQUEST' | 'RESPONSE'
}

function refuseFirst(
  x: Exchange,
  tools: readonly string[],
  { deps, objection, direction }: Search,
): Refusal | undefined {
  for (const tool of tools) {
    const rule = objection(tool)
    if (rule === undefined) continue
    deps.found(x, rule)
    return refuseTool(tool, direction)
  }
  return undefined
}

function refuseTool(tool: string, direction: 'REQUEST' | 'RESPONSE'): Refusal {
  const shown = tool === '' ? 'without a name' : tool.slice(0, nameLengthShown)
  const [reason, advice] =
    direction === 'REQUEST'
      ? [`the tool ${shown} may not be used`, 'Switch it off in the agent, or ask the publisher of the API.']
      : [`the model called the tool ${shown}, which may not be used`, 'Ask in another way.']
  return refuse(
    'guardrail_blocked',
    `The rule ${name} of this API refused the ${direction === 'REQUEST' ? 'call' : 'answer'}: ${reason}. ${advice}`,
    { intervention: { name, type: 'TOOL_ACCESS', direction, reason: `${reason}.` } },
  )
}
