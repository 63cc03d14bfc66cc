import type { PolicyCatalogue } from '../config/policy-catalogue.ts'
import type { ApiRecord, PolicyCondition, ProviderRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { deployedContents } from './deployed-contents.ts'
import { dialectsOf } from './dialects-of.ts'
import { conflict, invalidField } from './problem.ts'
import type { Verb } from './verb.ts'

/** A policy as it is, or would be, attached. */
export interface Attached {
  readonly policy: string
  readonly config: unknown
  readonly condition: { readonly [Part in keyof PolicyCondition]?: readonly string[] | undefined } | null
}

/** Where it would act: the dialects of one API, or all that there are. */
interface FitPlace {
  readonly policies: PolicyCatalogue
  readonly provider: ProviderRecord | undefined
}

/** Refuses what could never act where it is to be attached, so that nobody takes an API for guarded that is not. */
export async function mustFit(
  { policies }: Verb,
  reader: Reader,
  { apiId, attached }: { apiId: string | null; attached: Attached },
): Promise<void> {
  const api = apiId === null ? undefined : await reader.get('api', apiId)
  const provider = api && (await reader.get('provider', api.providerId))
  const place: FitPlace = { policies, provider }
  const offered = operationsIn(place)
  for (const [index, operation] of (attached.condition?.operation ?? []).entries())
    if (!offered.includes(operation))
      throw invalidField(
        `when.operation[${index}]`,
        `names no operation that calls can have here: ${operation}; there is: ${offered.join(', ')}`,
      )
  const reason = misfit(place, attached)
  if (reason !== null) throw conflict(reason, 'policy')
}

/** Why one of these policies of an API could not act while it has this provider; null: all can. */
export function firstMisfit(place: FitPlace, attached: readonly Attached[]): string | null {
  for (const one of attached) {
    const reason = misfit(place, one)
    if (reason !== null) return reason
  }
  return null
}

/** Refuses a provider's new dialects where policies of its APIs, saved or deployed, would have nothing to act on any more. */
export async function policiesMustFit(verb: Verb, reader: Reader, provider: ProviderRecord): Promise<void> {
  const place: FitPlace = { policies: verb.policies, provider }
  for (const api of await reader.find('api', { providerId: provider.id }))
    refuse(api, firstMisfit(place, await reader.find('policyAttachment', { apiId: api.id })))
  for (const { api, content } of await deployedContents(reader))
    if (content.api.providerId === provider.id) refuse(api, firstMisfit(place, content.policies))
}

function refuse({ name, version }: ApiRecord, reason: string | null): void {
  if (reason !== null) throw conflict(`${name}/${version} could not keep its policies. ${reason}`, 'dialects')
}

function misfit({ policies, provider }: FitPlace, { policy, config, condition }: Attached): string | null {
  const dialects = provider === undefined ? policies.dialects.map(({ name }) => name) : dialectsOf(provider)
  return policies.whyNot(policy, config, { dialects, operations: condition?.operation ?? null })
}

function operationsIn({ policies, provider }: FitPlace): string[] {
  const spoken = provider === undefined ? undefined : dialectsOf(provider)
  return policies.dialects
    .filter(({ name }) => spoken?.includes(name) ?? true)
    .flatMap(({ operations }) => operations.map(({ method, path }) => `${method} ${path}`))
}
