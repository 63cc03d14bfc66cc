import type { ProviderUpdate } from '@tollgate/contract/resources/provider'
import { protocols } from '@tollgate/gateway/protocols/protocols'
import { cleanEndpointUrl, endpointUrlProblem } from '../../config/endpoint-url.ts'
import type { ProviderRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'

type ProviderFields = Omit<ProviderUpdate, 'errorMap' | 'usageExtraction'> &
  Partial<Pick<ProviderRecord, 'errorMap' | 'usageExtraction'>>

/** The fields as they are kept, where they can be. */
export function checkedProvider(verb: Verb, fields: ProviderUpdate): ProviderFields {
  const { baseUrl, dialects, errorMap, usageExtraction, ...rest } = fields
  return {
    ...rest,
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl === null ? null : checkedUrl(verb, baseUrl) }),
    ...(dialects === undefined ? {} : { dialects: checkedDialects(dialects) }),
    ...(errorMap === undefined ? {} : { errorMap: pointersOf(errorMap) }),
    ...(usageExtraction === undefined ? {} : { usageExtraction: pointersOf(usageExtraction) }),
  }
}

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('provider', { name })
  if (holder !== undefined)
    throw conflict(`There is a provider ${name} already (${holder.id}): choose another name.`, 'name')
}

function checkedUrl({ allowPrivateUpstreams }: Verb, url: string): string {
  const problem = endpointUrlProblem(url, allowPrivateUpstreams)
  if (problem !== undefined) throw invalidField('baseUrl', problem)
  return cleanEndpointUrl(url)
}

function checkedDialects(dialects: string[] | null): string[] | null {
  const known = protocols.map(({ name }) => name)
  for (const [index, dialect] of (dialects ?? []).entries()) {
    if (!known.includes(dialect))
      throw invalidField(
        `dialects[${index}]`,
        `is no protocol that gateways know: ${dialect}; it is one of ${known.join(', ')}`,
      )
    if (dialects?.indexOf(dialect) !== index) throw invalidField(`dialects[${index}]`, `is there twice: ${dialect}`)
  }
  return dialects
}

/** None at all says the same as null. */
function pointersOf(pointers: Readonly<Record<string, string | undefined>> | null): Record<string, string> | null {
  const given = Object.entries(pointers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? null : Object.fromEntries(given)
}
