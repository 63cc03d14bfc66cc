import { isIP, isIPv4, isIPv6 } from 'node:net'
import { invalidField } from './problem.ts'

/** Refuses what the gateway could not read, by which nobody would be let in; and what looks narrower than it is. */
export function checkAddresses(addresses: readonly string[], field = 'allowedAddresses'): void {
  for (const [index, address] of addresses.entries()) {
    const problem = addressProblem(address)
    if (problem !== undefined) throw invalidField(`${field}[${index}]`, problem)
  }
}

function addressProblem(range: string): string | undefined {
  const [address = '', prefix, ...more] = range.split('/')
  if (isIP(address) === 0 || address.includes('%') || more.length > 0)
    return `is no address and no CIDR range: ${range}; write 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32`
  if (prefix === undefined) return undefined
  const most = isIPv4(address) ? 32 : 128
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > most)
    return `has a prefix that is no number from 0 to ${most}: ${range}`
  // ::ffff:10.0.0.0/8 is meant as IPv4, and would hold every IPv6 address that begins with zeros.
  if (isIPv6(address) && /^(0*:)*:?ffff:/i.test(address) && Number(prefix) < 96)
    return `is an IPv4 range in IPv6 writing: write it as IPv4, 10.0.0.0/8`
  return undefined
}

/** `*` stands for any run of characters; a pattern of nothing else restricts nothing, and says that it does. */
export function checkReferrers(referrers: readonly string[]): void {
  for (const [index, pattern] of referrers.entries()) {
    const field = `allowedReferrers[${index}]`
    const host = /^(?:[^/]*:\/\/)?([^/]*)/.exec(pattern)?.[1] ?? ''
    if (host === '') throw invalidField(field, `names no host: ${pattern}; write www.example.com/* or *.example.com`)
    if (/^[*.]+$/.test(host))
      throw invalidField(field, `allows every page: ${pattern}; leave the list empty if that is meant`)
    if ((pattern.match(/\*/g) ?? []).length > 10) throw invalidField(field, 'has more than 10 stars')
    if (/[?#]/.test(host)) throw invalidField(field, `has a host that no page has: ${pattern}`)
  }
}
