import type { Application } from '@tollgate/contract/resources/application'
import type { CatalogueItem } from '@tollgate/contract/resources/catalogue'
import type { Connection } from '@tollgate/contract/resources/connection'
import type { Problem } from '../../client/problem.ts'
import { useAnswer } from '../../client/use-answer.ts'
import { type ApiAddress, apiAddresses } from '../../ui/api-addresses.ts'
import { useAddress } from '../../ui/use-address.ts'

interface Choices {
  readonly apis: readonly CatalogueItem[]
  readonly applications: readonly Application[]
  readonly connection: Connection
  readonly api: CatalogueItem | undefined
  readonly application: Application | undefined
  /** Where the API is deployed. */
  readonly addresses: readonly ApiAddress[]
  readonly address: ApiAddress | undefined
}

interface Asked {
  readonly data: Choices | undefined
  readonly error: Problem | null
  readonly refetch: () => unknown
}

/** What can be chosen, and what is: the address says it, else the first. */
export function useConnecting(): Asked {
  const { values } = useAddress()
  const apis = useAnswer('listCatalogue', { query: { limit: 200 } })
  const applications = useAnswer('listApplications', { query: { limit: 200 } })
  const connection = useAnswer('getConnection', {})
  const refetch = () => [apis, applications, connection].map((one) => one.refetch())
  const error = apis.error ?? applications.error ?? connection.error
  if (apis.data === undefined || applications.data === undefined || connection.data === undefined)
    return { data: undefined, error, refetch }
  const offered = apis.data.items
  const own = applications.data.items
  const api =
    offered.find(({ id }) => id === values.api) ?? offered.find(({ isSubscribed }) => isSubscribed) ?? offered[0]
  const addresses = api === undefined ? [] : apiAddresses(connection.data, api)
  const data = {
    ...{ apis: offered, applications: own, connection: connection.data, api, addresses },
    address: addresses.find(({ environmentId }) => environmentId === values.environment) ?? addresses[0],
    application: own.find(({ id }) => id === values.application) ?? own[0],
  }
  return { data, error, refetch }
}
