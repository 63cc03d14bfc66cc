import { type Dialect, whyNot } from '@tollgate/gateway/pipeline/fits'
import type { PolicyDefinition, PolicyNeeds } from '@tollgate/gateway/pipeline/policy'
import { protocols } from '@tollgate/gateway/protocols/protocols'
import { safeParse, toJSONSchema } from 'zod/v4/core'
import type { FieldPath } from './problem.ts'

/** Which policies there are, and whether a configuration of one is right. */
export interface PolicyCatalogue {
  readonly definitions: readonly PolicyDefinition[]
  /** Everything that gateways speak. */
  readonly dialects: readonly Dialect[]
  names(): string[]
  /** What is wrong with a configuration, field by field; none: it is right. */
  check(policy: string, config: unknown): ConfigFieldProblem[]
  /**
   * A sentence where a policy, with a configuration that is right, has nothing to act on in any of these dialects, or null where it has.
   * `operations` are those that its condition names; null: all.
   */
  whyNot(policy: string, config: unknown, place: PolicyPlace): string | null
  /** What forms and pages need to know of them. */
  types(): PolicyType[]
}

export interface ConfigFieldProblem {
  /** Inside of the configuration; empty: all of it. */
  readonly path: FieldPath
  readonly reason: string
}

export interface PolicyPlace {
  /** Names of protocols. */
  readonly dialects: readonly string[]
  readonly operations: readonly string[] | null
}

export interface PolicyType extends Pick<PolicyDefinition, 'name' | 'summary' | 'kind' | 'onFailure'> {
  readonly flows: Array<'request' | 'response'>
  /** Names of those in which there is something for it to act on. */
  readonly dialects: string[]
  /** JSON Schema of what is written, defaults left out or not. */
  readonly configSchema: Record<string, unknown>
  readonly readme: string
}

/** `dialects` are all that gateways speak. */
export function createPolicyCatalogue(
  definitions: readonly PolicyDefinition[],
  dialects: readonly Dialect[] = protocols,
): PolicyCatalogue {
  const find = (name: string) => definitions.find((candidate) => candidate.name === name)
  return {
    definitions,
    dialects,
    names: () => definitions.map(({ name }) => name),
    check: (name, config) => {
      const definition = find(name)
      return definition === undefined ? [] : checkConfig(definition, config)
    },
    whyNot: (name, config, place) => {
      const definition = find(name)
      const parsed = definition && safeParse(definition.config, config)
      if (definition === undefined || parsed?.success !== true) return null
      return whyNot(name, needsWith(definition, parsed.data), spokenIn(place, dialects)) ?? null
    },
    types: () => definitions.map((definition) => describe(definition, dialects)),
  }
}

function checkConfig({ config: schema }: PolicyDefinition, config: unknown): ConfigFieldProblem[] {
  const parsed = safeParse(schema, config)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part))
    // The field that should not be there is what is wrong, not the object around it.
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key], reason: 'is not known here' }))
    return [{ path, reason: issue.message }]
  })
}

function spokenIn(place: PolicyPlace, all: readonly Dialect[]): readonly Dialect[] {
  const spoken = all.filter(({ name }) => place.dialects.includes(name))
  const { operations } = place
  if (operations === null) return spoken
  const isNamed = ({ method, path }: Dialect['operations'][number]) => operations.includes(`${method} ${path}`)
  return spoken
    .map(({ name, answersAreModelOutput, ...dialect }) => ({
      ...{ name, answersAreModelOutput },
      operations: dialect.operations.filter(isNamed),
    }))
    .filter((dialect) => dialect.operations.length > 0)
}

function needsWith({ needs }: PolicyDefinition, config: unknown): PolicyNeeds {
  return typeof needs === 'function' ? needs(config) : needs
}

function describe(definition: PolicyDefinition, all: readonly Dialect[]): PolicyType {
  const { name, summary, kind, onFailure, config } = definition
  const configSchema = { ...toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) }
  const needs = widestNeeds(definition, configSchema)
  const parts: PolicyNeeds[] = [
    { ...needs, response: 'none' },
    { ...needs, request: 'none' },
  ]
  const read = parts.filter(({ request, response }) => request === 'whole' || response === 'events')
  const fits = (dialect: Dialect) =>
    read.length === 0 || read.some((part) => whyNot(name, part, [dialect]) === undefined)
  return {
    ...{ name, summary, kind, onFailure },
    flows: [
      ...(needs.request === 'whole' ? (['request'] as const) : []),
      ...(needs.response === 'events' ? (['response'] as const) : []),
    ],
    dialects: all.filter(fits).map((dialect) => dialect.name),
    configSchema,
    readme: `packages/gateway/src/policies/${name}/README.md`,
  }
}

/** What it reads with the configuration that reads most: one that may choose its flow can read both. */
function widestNeeds(definition: PolicyDefinition, configSchema: Record<string, unknown>): PolicyNeeds {
  const { needs, config } = definition
  if (typeof needs !== 'function') return needs
  const { properties } = configSchema
  const choosesFlow = typeof properties === 'object' && properties !== null && 'flow' in properties
  const preset = safeParse(config, {})
  return choosesFlow || !preset.success ? { request: 'whole', response: 'events' } : needs(preset.data)
}
