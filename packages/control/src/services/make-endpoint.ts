import type { EndpointCreate } from '@tollgate/contract/resources/endpoint'
import type { ApiRecord, EndpointRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { checkCertificates, checkedUrl, credentialFor, definedTimeouts, requireEnvironment } from './endpoint-rules.ts'
import { conflict } from './problem.ts'
import { managedBy, type Verb } from './verb.ts'

/** `id` and `demo` are given where a configuration file declares it. */
export type NewEndpoint = EndpointCreate & { readonly id?: string; readonly demo?: boolean }

const endpointsMax = 50

/** A new endpoint of an API, with the credential it brings. `at`: what stands before the names of its fields. */
export async function makeEndpoint(
  place: { verb: Verb; writer: Writer; at: string },
  api: ApiRecord,
  input: NewEndpoint,
): Promise<EndpointRecord> {
  const { verb, writer, at } = place
  const url = checkedUrl(verb, input.url, at)
  checkCertificates(input.trustedCertificates, at)
  await requireEnvironment(writer, input.environmentId, `${at}environmentId`)
  const others = await writer.find('endpoint', { apiId: api.id })
  if (others.length >= endpointsMax)
    throw conflict(`${api.name}/${api.version} has ${endpointsMax} endpoints, which is the most: delete one first.`)
  const name = input.name ?? freeName(input.stage, others)
  endpointNameIsFree(others, name, at)
  const credentialId = await credentialFor(place, api, { ...input, url, name })
  return await writer.insert('endpoint', {
    ...(input.id === undefined ? {} : { id: input.id }),
    apiId: api.id,
    environmentId: input.environmentId,
    name,
    stage: input.stage,
    url,
    credentialId,
    demo: input.demo ?? false,
    weight: input.weight,
    trustedCertificates: input.trustedCertificates,
    timeouts: definedTimeouts(input.timeouts),
    ...managedBy(verb),
  })
}

export function endpointNameIsFree(others: readonly EndpointRecord[], name: string, at: string): void {
  const holder = others.find((other) => other.name === name)
  if (holder !== undefined)
    throw conflict(
      `The API has an endpoint ${name} already (${holder.id}): change that one, or choose another name.`,
      `${at}name`,
    )
}

function freeName(stage: string, others: readonly EndpointRecord[]): string {
  const taken = new Set(others.map(({ name }) => name))
  for (let number = 1; ; number++) {
    const name = number === 1 ? stage : `${stage} ${number}`
    if (!taken.has(name)) return name
  }
}
