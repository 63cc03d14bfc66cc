import { type AddressRanges, plainAddress } from './address-ranges.ts'

/** What stands for a hop that a trusted proxy names and that is no address: it is in no range. */
const unknownAddress = 'unknown'

/**
 * Where a call comes from: the peer of the socket, or, where that is a proxy that we trust, the last hop in X-Forwarded-For that
 * no trusted proxy is. What stands before that hop was written by strangers.
 */
export function clientAddress(
  peer: string,
  forwardedFor: string | string[] | undefined,
  trustedProxies: AddressRanges | undefined,
): string {
  if (trustedProxies === undefined || forwardedFor === undefined || !trustedProxies.has(peer)) return peer
  const hops = String(forwardedFor).split(',').reverse()
  let last = peer
  for (const hop of hops) {
    const plain = plainAddress(withoutPort(hop.trim()))
    if (plain === undefined) return unknownAddress
    if (!trustedProxies.has(plain)) return plain
    last = plain
  }
  return last
}

/** `192.0.2.1:1234` and `[2001:db8::1]:1234`. */
function withoutPort(hop: string): string {
  const [, address] = /^(\[[^\]]*\]|[^:]*):\d{1,5}$/.exec(hop) ?? []
  return address ?? hop
}
