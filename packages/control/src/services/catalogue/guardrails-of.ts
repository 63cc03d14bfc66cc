import type { ApiRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import type { Verb } from '../verb.ts'
import { lastDeployed } from './last-deployed.ts'

export interface Guardrail {
  readonly id: string
  readonly policy: string
  /** What it does, in a sentence. */
  readonly says: string
  readonly mode: 'enforce' | 'observe'
  /** It acts on some calls only. */
  readonly isConditional: boolean
}

/** What acts on calls of an API that is in force: those of the whole organisation first, as they run. Never how it is configured. */
export async function guardrailsOf({ policies }: Verb, reader: Reader, api: ApiRecord): Promise<Guardrail[]> {
  const ofAll = (await reader.find('policyAttachment', { apiId: null })).toSorted(
    (one, other) => one.position - other.position,
  )
  const own = (await lastDeployed(reader, api))?.policies ?? []
  return [...ofAll, ...own].map(({ id, policy, mode, condition }) => ({
    ...{ id, policy, mode, isConditional: condition !== null },
    says: policies.definitions.find(({ name }) => name === policy)?.summary ?? '',
  }))
}
