import type { ApiRow, PolicyAttachment } from '@tollgate/contract/snapshot'
import type { Protocol } from '../protocols/protocol.ts'
import type { Exchange } from './exchange.ts'
import type { Policy, PolicyDefinition, PolicyDeps, Slot } from './policy.ts'

/** A policy as it is attached to an API, ready to run. */
export interface Step {
  readonly name: string
  readonly mode: PolicyAttachment['mode']
  readonly onFailure: PolicyDefinition['onFailure']
  readonly policy: Policy
}

/** Where a path of an API leads: the protocol that governs it. */
export interface Operation {
  readonly name: string
  readonly protocol: Protocol
}

/** An API as the path of a call needs it: made once per change, frozen, one array per hook. */
export interface CompiledApi {
  readonly row: ApiRow
  /** By `METHOD path`, such as `POST /responses`. */
  readonly operations: ReadonlyMap<string, Operation>
  readonly onRequest: readonly Step[]
  readonly chooseEndpoint: readonly Step[]
  readonly onResponseHead: readonly Step[]
  readonly onEvent: readonly Step[]
  readonly onEnd: readonly Step[]
  /** Headers that stay here besides the usual ones, lower-case: the API's own key header. */
  readonly strippedHeaders: ReadonlySet<string>
  /** The same for a body that was read, and so goes out without its content encoding. */
  readonly strippedHeadersOfReadBody: ReadonlySet<string>
  /** True where some policy reads the request, so that it is parsed and sent re-serialised. */
  readonly readsRequest: boolean
  /** True where some policy reads the answer, so that it must be readable. */
  readonly readsResponse: boolean
}

export interface Registry {
  readonly policies: readonly PolicyDefinition[]
  readonly protocols: readonly Protocol[]
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
  const keyHeaders = row.keyHeader === null ? [] : [row.keyHeader]
  const having = (hook: keyof Policy) => Object.freeze(steps.filter((step) => step.policy[hook] !== undefined))
  return Object.freeze({
    row,
    operations: collectOperations(row, registry),
    onRequest: having('onRequest'),
    chooseEndpoint: having('chooseEndpoint'),
    onResponseHead: having('onResponseHead'),
    onEvent: having('onEvent'),
    onEnd: having('onEnd'),
    strippedHeaders: new Set(keyHeaders),
    strippedHeadersOfReadBody: new Set([...keyHeaders, 'content-encoding']),
    readsRequest: definitions.some((definition) => definition.needs.request === 'whole'),
    readsResponse: definitions.some((definition) => definition.needs.response === 'events'),
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
  const deps: PolicyDeps = {
    attachmentId: attachment.id,
    slot: <T>() => makeSlot<T>(context.slots),
    now: () => context.registry.now(),
  }
  return Object.freeze({
    name: attachment.policy,
    mode: attachment.mode,
    onFailure: definition.onFailure,
    policy: definition.create(config.data, deps),
  })
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
