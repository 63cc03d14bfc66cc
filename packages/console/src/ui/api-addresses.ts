import type { Connection } from '@tollgate/contract/resources/connection'

export interface ApiAddress {
  readonly environmentId: string
  readonly environment: string
  /** Whole; null: nobody has said how the gateways there are reached. */
  readonly url: string | null
}

/** Where agents reach an API: every address of every environment that it is deployed to. */
export function apiAddresses(
  { environments }: Pick<Connection, 'environments'>,
  { environmentIds, path }: { readonly environmentIds: readonly string[]; readonly path: string },
): ApiAddress[] {
  return environments
    .filter(({ id }) => environmentIds.includes(id))
    .flatMap(({ id, name, origins }) => {
      const urls = origins.length === 0 ? [null] : origins.map((origin) => `${origin}${path}`)
      return urls.map((url) => ({ environmentId: id, environment: name, url }))
    })
}
