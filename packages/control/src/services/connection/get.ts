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
  const originsOf = ({ id, hostNames }: EnvironmentRecord) => {
    // The gateway that this installation knows serves the first environment: its names have its port.
    const port = id === first?.id && known !== undefined && known.port !== '' ? `:${known.port}` : ''
    if (hostNames.length === 0) return id === first?.id && known !== undefined ? [known.origin] : []
    return hostNames.map((name) => (name === known?.hostname ? known.origin : `https://${name}${port}`))
  }
  return {
    ...{ gatewayUrl, certificate },
    environments: environments.map((environment) => ({
      ...{ id: environment.id, name: environment.name },
      origins: originsOf(environment),
    })),
  }
}
