import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

/** The names that our own certificate has to carry: this machine's, and those that the outside uses. */
export function wantedNames(hostname: string, ...urls: ReadonlyArray<URL | undefined>): string[] {
  const outside = urls.map((url) => normalise(url?.hostname ?? ''))
  const names = ['localhost', '127.0.0.1', '::1', normalise(hostname), ...outside]
  return [...new Set(names.filter((name) => name !== ''))]
}

/**
 * '' for a name that cannot stand in a certificate. A name outside of letters, digits and hyphens (RFC 5280 §4.2.1.6) makes some
 * clients refuse the whole certificate, so it is better left out.
 */
function normalise(name: string): string {
  const bare = name.trim().replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0) return bare.toLowerCase()
  const ascii = domainToASCII(bare).toLowerCase().replace(/\.$/, '')
  const isHostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(
    ascii,
  )
  return isHostName ? ascii : ''
}
