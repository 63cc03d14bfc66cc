import type { DenyRuleRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { checkAddresses } from '../key-restrictions.ts'
import { conflict, invalidField } from '../problem.ts'

type Parts = Pick<DenyRuleRecord, 'apiId' | 'applicationId' | 'person' | 'addresses' | 'isInverted'>

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('denyRule', { name })
  if (holder !== undefined)
    throw conflict(`There is a deny rule ${name} already (${holder.id}): choose another name.`, 'name')
}

/** A rule that names nothing would refuse everything, and one that is turned round needs addresses to be so about. */
export async function checkRule(reader: Reader, rule: Parts): Promise<void> {
  const { apiId, applicationId, person, addresses, isInverted } = rule
  if (isInverted && addresses === null) throw invalidField('isInverted', 'goes with addresses: say who may call')
  if (apiId === null && applicationId === null && person === null && addresses === null)
    throw conflict('A deny rule names an API, an application, a person or addresses: this one would refuse every call.')
  if (apiId !== null && (await reader.get('api', apiId)) === undefined)
    throw invalidField('apiId', `names no API: ${apiId}`)
  if (applicationId !== null && (await reader.get('application', applicationId)) === undefined)
    throw invalidField('applicationId', `names no application: ${applicationId}`)
  if (person !== null && (await reader.count('person', { email: person })) === 0)
    throw invalidField('person', `is nobody’s e-mail here: ${person}`)
  if (addresses !== null) checkAddresses(addresses, 'addresses')
}
