/**
 * Which addresses are not the public Internet: loopback, private, link-local, shared, documentation, multicast, and the
 * IPv6 forms that carry such an IPv4 address inside. Pure, so that the control plane refuses a literal when it is saved and
 * the gateway refuses what a name resolves to when it connects. Ranges: IANA special-purpose registries (RFC 6890).
 */

const privateRangesV4: ReadonlyArray<readonly [base: string, bits: number]> = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

/** All that is routed on the Internet lies in `2000::/3`; of it, these are not public. */
const globalUnicastV6 = ['2000::', 3] as const
const privateRangesV6: ReadonlyArray<readonly [base: string, bits: number]> = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
]

/** IPv6 prefixes that embed an IPv4 address which decides, with the index of its first 16-bit group. */
const embeddingPrefixesV6: ReadonlyArray<readonly [base: string, bits: number, group: number]> = [
  ['::ffff:0:0', 96, 6],
  ['64:ff9b::', 96, 6],
  ['2002::', 16, 1],
]

/** True for a textual IPv4 or IPv6 address that is not a public one; true as well for text that is no address. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (bare.includes(':')) return isPrivateV6(bare)
  const value = parseV4(bare)
  return value === undefined || isPrivateV4(value)
}

/** True where a URL's host name can be judged without a name server: an address, or a name that means this machine. */
export function isLocalName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.local') || name.endsWith('.internal'))
    return true
  const isLiteral = name.startsWith('[') || parseV4(name) !== undefined
  return isLiteral && isPrivateAddress(name)
}

function isPrivateV4(value: number): boolean {
  return privateRangesV4.some(([base, bits]) => {
    const mask = (0xffffffff << (32 - bits)) >>> 0
    return (value & mask) >>> 0 === parseV4(base)
  })
}

function isPrivateV6(text: string): boolean {
  const groups = parseV6(text)
  if (groups === undefined) return true
  const embedding = embeddingPrefixesV6.find(([base, bits]) => hasPrefix(groups, base, bits))
  if (embedding !== undefined) {
    const group = embedding[2]
    return isPrivateV4((groups[group] ?? 0) * 65_536 + (groups[group + 1] ?? 0))
  }
  if (!hasPrefix(groups, ...globalUnicastV6)) return true
  return privateRangesV6.some(([base, bits]) => hasPrefix(groups, base, bits))
}

function hasPrefix(groups: readonly number[], base: string, bits: number): boolean {
  const prefix = parseV6(base) ?? []
  for (let group = 0; group * 16 < bits; group++) {
    const significant = Math.min(16, bits - group * 16)
    const shift = 16 - significant
    if ((groups[group] ?? 0) >> shift !== (prefix[group] ?? 0) >> shift) return false
  }
  return true
}

function parseV4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    value = value * 256 + Number(part)
  }
  return value
}

/** Eight 16-bit groups, or undefined where the text is no IPv6 address. */
function parseV6(text: string): number[] | undefined {
  const withoutV4 = replaceTrailingV4(text)
  if (withoutV4 === undefined) return undefined
  const halves = withoutV4.split('::')
  if (halves.length > 2) return undefined
  const [head = '', tail] = halves
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...left, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...right]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return groups.map((group) => Number.parseInt(group, 16))
}

function replaceTrailingV4(text: string): string | undefined {
  const last = text.slice(text.lastIndexOf(':') + 1)
  if (!last.includes('.')) return text
  const value = parseV4(last)
  if (value === undefined) return undefined
  const high = Math.floor(value / 65_536).toString(16)
  const low = (value % 65_536).toString(16)
  return `${text.slice(0, text.length - last.length)}${high}:${low}`
}
