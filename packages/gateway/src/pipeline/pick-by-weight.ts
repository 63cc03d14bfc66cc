import type { EndpointRow } from '@tollgate/contract/snapshot'

/** One of them, each as often as its weight says. `random` gives 0 (inclusive) to 1 (exclusive); it is not asked where there is no choice. */
export function pickByWeight(endpoints: readonly EndpointRow[], random: () => number): EndpointRow | undefined {
  if (endpoints.length < 2) return endpoints[0]
  const total = endpoints.reduce((sum, { weight }) => sum + weight, 0)
  let rest = random() * total
  for (const endpoint of endpoints) {
    rest -= endpoint.weight
    if (rest < 0) return endpoint
  }
  return endpoints.at(-1)
}
