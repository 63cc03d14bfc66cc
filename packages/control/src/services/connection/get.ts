import type { Connection } from '@tollgate/contract/resources/connection'
import type { EnvironmentRecord } from '../../storage/records.ts'
import { defaultOf } from '../default-environment.ts'
import { readerOf, type Verb } from '../verb.ts'

/** Where agents reach gateways, by environment, and what they have to trust. */
export async function getConnection(verb: Verb): Promise<Connection> {
  const { gatewayUrl, certificate } = await verb.findConnection()
  const environments = await readerOf(verb).find('environment', {})
  const first = defaultOf(environments)
  const known = gatewayUrl === null ? undefined : new URL(gatewayUrl)
  const originsOf = (environment: EnvironmentRecord) =>
    environment.hostNames.length === 0 && environment.id === first?.id && known !== undefined
      ? [known.origin]
      : environment.hostNames.map((name) => (name === known?.hostname ? known.origin : `https://${name}`))
  return {
    ...{ gatewayUrl, certificate },
    environments: environments.map((environment) => ({
      ...{ id: environment.id, name: environment.name },
      origins: originsOf(environment),
    })),
  }
}
