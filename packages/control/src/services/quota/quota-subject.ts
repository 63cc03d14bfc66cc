import type { QuotaScope } from '@tollgate/contract/limits'
import type { QuotaRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { invalidField } from '../problem.ts'

/** By id or by name, as people give it → as it is kept and counted. */
export async function findSubject(
  reader: Reader,
  scope: QuotaScope,
  given: string | null,
): Promise<QuotaRecord['subject']> {
  if (scope === 'organisation') {
    if (given !== null) throw invalidField('subject', 'is nothing that the organisation has: leave it out')
    return null
  }
  if (given === null) return null
  if (scope === 'model') return given.toLowerCase()
  if (scope === 'person') return await findPerson(reader, given)
  if (scope === 'api') return await findApi(reader, given)
  const byId = await reader.get(kinds[scope], given)
  if (byId !== undefined) return byId.id
  const named = scope === 'team' || scope === 'application' ? await reader.find(kinds[scope], { name: given }) : []
  const [found] = named
  if (found === undefined) throw unknown(scope, given)
  return found.id
}

const kinds = { team: 'team', application: 'application', key: 'apiKey', endpoint: 'endpoint' } as const

/** Somebody that keys were made for by a configuration file need not be a person here. */
async function findPerson(reader: Reader, given: string): Promise<string> {
  const byId = await reader.get('person', given)
  if (byId !== undefined) return byId.email
  const email = given.toLowerCase()
  if ((await reader.count('person', { email })) > 0) return email
  if ((await reader.count('apiKey', { personName: given })) > 0) return email
  throw unknown('person', given)
}

async function findApi(reader: Reader, given: string): Promise<string> {
  const byId = await reader.get('api', given)
  if (byId !== undefined) return byId.id
  const apis = await reader.find('api', {})
  const found = apis.filter((api) => `${api.name}/${api.version}` === given || api.name === given)
  const [only] = found
  if (only === undefined) throw unknown('API', given)
  if (found.length === 1) return only.id
  const names = found.map(({ name, version }) => `${name}/${version}`).join(', ')
  throw invalidField('subject', `names several versions: ${names}; say which one`)
}

function unknown(what: string, given: string) {
  return invalidField('subject', `names no ${what}: ${given}`)
}
