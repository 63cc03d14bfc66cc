import type { ApiRow, EndpointRow, PolicyAttachment } from '@tollgate/contract/snapshot'
import type { Verdict } from '@tollgate/contract/usage-record'
import type { Protocol } from '../protocols/protocol.ts'
import { agentMetadataHeaders } from '../upstream/agent-metadata.ts'
import { compileCondition } from './conditions.ts'
import type { Exchange } from './exchange.ts'
import type { PolicyDefinition, PolicyDeps, Slot } from './policy.ts'
import type { PolicyTools } from './policy-tools.ts'
import { type Hooks, hooksOf, type Step } from './steps.ts'

/** Where a path of an API leads: the protocol that governs it. */
export interface Operation {
  readonly name: string
  readonly protocol: Protocol
}

/** An API as the path of a call needs it: made once per change, frozen. `conditions.ts` leaves out what does not apply to a call. */
export interface CompiledApi extends Hooks {
  readonly row: ApiRow
  /** By `METHOD path`, such as `POST /responses`. */
  readonly operations: ReadonlyMap<string, Operation>
  readonly endpoints: Readonly<Record<EndpointRow['stage'], readonly EndpointRow[]>>
  /** Headers that stay here besides the usual ones, lower-case: the API's own key header. */
  readonly strippedHeaders: ReadonlySet<string>
  /** The same for a body that was read, and so goes out without its content encoding. */
  readonly strippedHeadersOfReadBody: ReadonlySet<string>
}

export interface Registry {
  readonly policies: readonly PolicyDefinition[]
  readonly protocols: readonly Protocol[]
  readonly tools: PolicyTools
  now(): number
}

/**
 * Turns an API's row into its hooks. Throws with a sentence that names the API where a policy or protocol does not exist
 * or a policy's config does not fit its schema: the change is then refused as a whole.
 */
export function compileApi(row: ApiRow, registry: Registry): CompiledApi {
  const definitions = row.policies.map((attachment) => findPolicy(row, attachment, registry))
  const slots = { used: 0 }
  const steps = row.policies.map((attachment, index) =>
    makeStep(row, attachment, definitions[index], { registry, slots }),
  )
  const stripsMetadata = row.stripAgentMetadata === true
  const stripped = [...(row.keyHeader === null ? [] : [row.keyHeader]), ...(stripsMetadata ? agentMetadataHeaders : [])]
  const ofStage = (stage: EndpointRow['stage']) => row.endpoints.filter((endpoint) => endpoint.stage === stage)
  return Object.freeze({
    ...hooksOf(steps, stripsMetadata),
    row,
    operations: collectOperations(row, registry),
    endpoints: { production: ofStage('production'), sandbox: ofStage('sandbox') },
    strippedHeaders: new Set(stripped),
    strippedHeadersOfReadBody: new Set([...stripped, 'content-encoding']),
  })
}

function findPolicy(row: ApiRow, attachment: PolicyAttachment, registry: Registry): PolicyDefinition {
  const definition = registry.policies.find((policy) => policy.name === attachment.policy)
  if (definition === undefined) throw new Error(`API ${row.name}: this gateway has no policy '${attachment.policy}'`)
  return definition
}

interface StepContext {
  readonly registry: Registry
  readonly slots: { used: number }
}

function makeStep(
  row: ApiRow,
  attachment: PolicyAttachment,
  definition: PolicyDefinition | undefined,
  context: StepContext,
): Step {
  if (definition === undefined) throw new Error(`API ${row.name}: no definition for '${attachment.policy}'`)
  const config = definition.config.safeParse(attachment.config ?? {})
  if (!config.success) throw new Error(`API ${row.name}: config of ${attachment.policy}: ${config.error.message}`)
  const verdict = makeSlot<Verdict>(context.slots)
  const preset = definition.failsOpen?.(config.data) === true ? 'skip' : definition.onFailure
  const onFailure = attachment.onFailure ?? preset
  const deps: PolicyDeps = {
    ...context.registry.tools,
    attachmentId: attachment.id,
    onFailure,
    slot: <T>() => makeSlot<T>(context.slots),
    found: (x, rule, times = 1) => noteFound(verdict.get(x), rule, times),
    now: () => context.registry.now(),
  }
  const { needs } = definition
  return Object.freeze({
    name: attachment.policy,
    attachmentId: attachment.id,
    mode: attachment.mode,
    onFailure,
    needs: typeof needs === 'function' ? needs(config.data) : needs,
    verdict,
    when: attachment.when === null ? null : compileCondition(attachment.when),
    policy: definition.create(config.data, deps),
  })
}

function noteFound(verdict: Verdict | undefined, rule: string, times: number): void {
  if (verdict === undefined) return
  verdict.found ??= {}
  verdict.found[rule] = (verdict.found[rule] ?? 0) + times
}

function makeSlot<T>(slots: { used: number }): Slot<T> {
  const index = slots.used++
  return {
    get: (x: Exchange) => x.slots[index] as T | undefined,
    set: (x: Exchange, value: T) => {
      x.slots[index] = value
    },
  }
}

function collectOperations(row: ApiRow, registry: Registry): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>()
  for (const name of row.protocols) {
    const protocol = registry.protocols.find((candidate) => candidate.name === name)
    if (protocol === undefined) throw new Error(`API ${row.name}: this gateway has no protocol '${name}'`)
    for (const { method, path } of protocol.operations) {
      operations.set(`${method} ${path}`, { name: `${method} ${path}`, protocol })
    }
  }
  return operations
}
