import type { ConfigFile } from '@tollgate/contract/config-file'
import { addressesOf, hasDotSegment } from './api-address.ts'
import type { ConfigProblem } from './problem.ts'

/** No two APIs answer at one address: neither by context and version, nor as a default version. */
export function checkAddresses(config: ConfigFile): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const taken = new Map<string, { api: string; isDefault: boolean }>()
  for (const [index, { name, context, version, default: isDefaultVersion }] of config.apis.entries()) {
    const api = `${name}/${version}`
    const place = { context, version, isDefaultVersion }
    for (const { address, isDefault } of addressesOf(place)) {
      const path = ['apis', index, isDefault ? 'default' : 'version']
      const holder = taken.get(address)
      if (holder === undefined) taken.set(address, { api, isDefault })
      else if (holder.isDefault && isDefault)
        problems.push({
          path,
          message: `${holder.api} is the default version of ${context} already; only one can be, so take \`default: true\` off one of them`,
        })
      else
        problems.push({
          path,
          message: `the address ${address} is taken by ${holder.api}; change the context or the version of one of them`,
        })
    }
    if (hasDotSegment(place))
      problems.push({ path: ['apis', index, 'context'], message: 'a part of an address may not be . or ..' })
  }
  return problems
}
