import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Addresses and CIDR ranges, of IPv4 and IPv6. An IPv4 address that is written as an IPv6 one (`::ffff:10.0.0.1`) is that address. */
export class AddressRanges {
  private readonly list = new BlockList()

  /** What is no range is passed over: `isAddressRange` tells beforehand. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const parsed = parseRange(range)
      if (parsed !== undefined) this.list.addSubnet(parsed.address, parsed.bits, parsed.family)
    }
  }

  has(address: string): boolean {
    const plain = plainAddress(address)
    return plain !== undefined && this.list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6')
  }
}

export function isAddressRange(range: string): boolean {
  return parseRange(range) !== undefined
}

/** Without brackets and zone, IPv4 as IPv4; undefined where the text is no address. */
export function plainAddress(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return undefined
  return mappedIPv4(bare) ?? bare
}

function parseRange(range: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [text = '', prefix, ...more] = range.trim().split('/')
  const address = plainAddress(text)
  if (address === undefined || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined
  const isMapped = isIPv4(address) && text.includes(':')
  const family = isIPv4(address) ? 'ipv4' : 'ipv6'
  const most = family === 'ipv4' ? 32 : 128
  const bits = prefix === undefined ? most : Number(prefix) - (isMapped ? 96 : 0)
  return bits < 0 || bits > most ? undefined : { address, bits, family }
}

/** `::ffff:10.0.0.1`, `::FFFF:a00:1`, and however else it may be written. */
function mappedIPv4(address: string): string | undefined {
  // The URL parser knows one spelling of every address.
  const host = URL.parse(`http://[${address}]`)?.hostname ?? ''
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host) ?? []
  if (high === undefined || low === undefined) return undefined
  const [upper, lower] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return `${upper >> 8}.${upper & 255}.${lower >> 8}.${lower & 255}`
}
