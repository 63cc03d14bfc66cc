import type { ConfigFile } from '@tollgate/contract/config-file'
import type { ConfigProblem } from './problem.ts'

/** No two APIs answer at one address: neither by context and version, nor as a default version. */
export function checkAddresses(config: ConfigFile): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const taken = new Map<string, { api: string; isDefault: boolean }>()
  for (const [index, { name, context, version, default: isDefault }] of config.apis.entries()) {
    const api = `${name}/${version}`
    const addresses = [{ address: `${context}/${version}`, field: 'version', isDefault: false }]
    if (isDefault) addresses.push({ address: context, field: 'default', isDefault: true })
    for (const { address, field, isDefault: isDefaultAddress } of addresses) {
      const holder = taken.get(address)
      if (holder === undefined) taken.set(address, { api, isDefault: isDefaultAddress })
      else if (holder.isDefault && isDefaultAddress)
        problems.push({
          path: ['apis', index, field],
          message: `${holder.api} is the default version of ${context} already; only one can be, so take \`default: true\` off one of them`,
        })
      else
        problems.push({
          path: ['apis', index, field],
          message: `the address ${address} is taken by ${holder.api}; change the context or the version of one of them`,
        })
    }
    // Clients and proxies fold such segments before we ever see them (RFC 3986 §5.2.4).
    if (`${context}/${version}/`.split('/').some((segment) => segment === '.' || segment === '..'))
      problems.push({ path: ['apis', index, 'context'], message: 'a part of an address may not be . or ..' })
  }
  return problems
}
