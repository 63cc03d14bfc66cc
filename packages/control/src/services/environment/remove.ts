import type { ApiKeyRecord, EnvironmentRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { keyState } from '../api-key-life.ts'
import { nameSome } from '../name-some.ts'
import { conflict } from '../problem.ts'
import { authorise, change, current, type Verb } from '../verb.ts'

/** Refused while anything is in it that works, and for the last one. Join tokens for it go with it, and keys that have ended. */
export async function removeEnvironment(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'environments:manage')
  return await change(verb, 'environment.delete', async (writer) => {
    const environment = await current(verb, writer, { kind: 'environment', id })
    if ((await writer.count('environment', {})) === 1)
      throw conflict(`${environment.name} is the only environment: there is always one. Make another one first.`)
    const keys = await writer.find('apiKey', { environmentId: id })
    const working = keys.filter((key) => keyState(key, verb.now()) === 'active')
    const uses = await usesOf(writer, environment, working)
    if (uses.length > 0)
      throw conflict(
        `The environment ${environment.name} still has ${uses.join('; ')}. Revoke these keys, undeploy these APIs, delete or move the rest, and try again.`,
      )
    for (const key of keys) await writer.remove('apiKey', key)
    for (const token of await writer.find('joinToken', { environmentId: id })) await writer.remove('joinToken', token)
    await writer.remove('environment', environment)
  })
}

async function usesOf(
  reader: Reader,
  { id: environmentId }: EnvironmentRecord,
  keys: readonly ApiKeyRecord[],
): Promise<string[]> {
  const gateways = await reader.find('gateway', { environmentId })
  const endpoints = await reader.find('endpoint', { environmentId })
  const deployments = await reader.find('deployment', { environmentId })
  const apis = await reader.find('api', { id: deployments.map(({ apiId }) => apiId) })
  const promoted = await reader.find('environment', { promotesFromId: environmentId })
  const uses: ReadonlyArray<readonly [what: string, names: readonly string[]]> = [
    ['gateways', gateways.map(({ name }) => name)],
    ['deployed APIs', apis.map(({ name, version }) => `${name}/${version}`)],
    ['endpoints of its own', endpoints.map(({ name, id }) => `${name} ${id}`)],
    ['API keys for it alone', keys.map(({ name, id }) => `${name} ${id}`)],
    ['environments that promote from it', promoted.map(({ name }) => name)],
  ]
  return uses.filter(([, names]) => names.length > 0).map(([what, names]) => `${what}: ${nameSome(names)}`)
}
