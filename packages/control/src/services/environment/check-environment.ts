import type { EnvironmentUpdate } from '@tollgate/contract/resources/environment'
import type { EnvironmentRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, invalidField } from '../problem.ts'

/** Against all the others; `id`: whose fields they are, where it is there already. */
export async function checkEnvironment(
  reader: Reader,
  { name, hostNames, promotesFromId }: EnvironmentUpdate,
  id?: string,
): Promise<void> {
  const environments = await reader.find('environment', {})
  const others = environments.filter((other) => other.id !== id)
  const holder = others.find((other) => other.name === name)
  if (holder !== undefined)
    throw conflict(`There is an environment ${name} already (${holder.id}): choose another name.`, 'name')
  hostNamesAreFree(others, hostNames ?? [])
  if (promotesFromId !== undefined && promotesFromId !== null) makesNoCycle(environments, promotesFromId, id)
}

function hostNamesAreFree(others: readonly EnvironmentRecord[], hostNames: readonly string[]): void {
  for (const [index, hostName] of hostNames.entries()) {
    if (hostNames.indexOf(hostName) !== index) throw invalidField(`hostNames[${index}]`, `is there twice: ${hostName}`)
    const holder = others.find((other) => other.hostNames.includes(hostName))
    if (holder !== undefined)
      throw conflict(
        `The host name ${hostName} belongs to the environment ${holder.name} (${holder.id}): take it off there first.`,
        `hostNames[${index}]`,
      )
  }
}

function makesNoCycle(environments: readonly EnvironmentRecord[], fromId: string, id: string | undefined): void {
  const byId = new Map(environments.map((environment) => [environment.id, environment]))
  if (!byId.has(fromId)) throw invalidField('promotesFromId', `names no environment: ${fromId}`)
  // There was no cycle before, so that the way back ends.
  for (let at = byId.get(fromId); at !== undefined; at = byId.get(at.promotesFromId ?? ''))
    if (at.id === id) throw invalidField('promotesFromId', 'leads back to this environment; promotion goes one way')
}
