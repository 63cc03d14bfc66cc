import dns, { type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isLocalName, isPrivateAddress } from '@tollgate/contract/private-address'

export interface GuardedLookupOptions {
  /** True where the operator lets endpoints reach loopback and private networks. */
  readonly allowPrivate: boolean
  /** Where names are looked up; the system's resolver unless said otherwise. */
  readonly resolve?: Resolve
}

/** The form of `dns.lookup` that answers all addresses. */
export type Resolve = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A `lookup` for `net`, `tls` and undici: what it answers was checked and is what is connected to, so a name that
 * resolves differently the next time gains nothing. One private address among several refuses them all: a public name
 * has no reason to carry one.
 */
export function guardedLookup({ allowPrivate, resolve = dns.lookup }: GuardedLookupOptions): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, [])
        return
      }
      const first = addresses[0]
      if (first === undefined) callback(unresolved(hostname), [])
      else if (!allowPrivate && addresses.some(({ address }) => isPrivateAddress(address)))
        callback(privateAddress(hostname), [])
      else if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}

/**
 * The part of the check that a lookup never sees: a host that is an address needs no name server. Also refuses the names that
 * mean this machine. Takes `URL.hostname`, with or without the brackets of IPv6.
 */
export function checkLiteralHost(hostname: string, allowPrivate: boolean): Error | undefined {
  if (allowPrivate) return undefined
  const bare = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname
  const isRefused = isIP(bare) === 0 ? isLocalName(bare) : isPrivateAddress(bare)
  return isRefused ? privateAddress(hostname) : undefined
}

function privateAddress(hostname: string): Error {
  const error = new Error(`${hostname} is not on the public Internet, and private addresses are not allowed here`)
  return Object.assign(error, { code: 'TOLLGATE_PRIVATE_ADDRESS' })
}

function unresolved(hostname: string): Error {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
}
