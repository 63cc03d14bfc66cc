import { isIPv6 } from 'node:net'

/** 253 characters of a name, the dot of the root, and `:65535`. */
const hostAndPortLengthMax = 260

/**
 * True for `host` or `host:port` as RFC 9110 §7.2 has it, read narrowly: a name, an IPv4 address or a bracketed IPv6 address; no
 * userinfo, no list, no percent-encoding, no empty label or port. One dot at the end is fine (a fully qualified name), and so
 * is an underscore (names inside a container network have them).
 */
export function isHostAndPort(value: string): boolean {
  if (value.length === 0 || value.length > hostAndPortLengthMax) return false
  const hostEnd = value.charCodeAt(0) === 0x5b ? endOfBracketed(value) : endOfName(value)
  return hostEnd > 0 && (hostEnd === value.length || isPort(value, hostEnd))
}

/** Where `[…]` ends, or -1 where it holds no plain IPv6 address (a zone says something about our machine, not about a name). */
function endOfBracketed(value: string): number {
  const close = value.indexOf(']')
  if (close < 0) return -1
  const address = value.slice(1, close)
  return isIPv6(address) && !address.includes('%') ? close + 1 : -1
}

/** Where a name made of non-empty labels ends: at the colon or at the end; -1 where it is no such name. */
function endOfName(value: string): number {
  let labelLength = 0
  let at = 0
  for (; at < value.length; at++) {
    const character = value.charCodeAt(at)
    if (character === 0x3a) break
    if (character === 0x2e) {
      if (labelLength === 0) return -1
      labelLength = 0
    } else if (isNameCharacter(character)) labelLength++
    else return -1
  }
  return at
}

function isNameCharacter(character: number): boolean {
  const lower = character | 0x20
  return (
    (lower >= 0x61 && lower <= 0x7a && character >= 0x41) ||
    (character >= 0x30 && character <= 0x39) ||
    character === 0x2d ||
    character === 0x5f
  )
}

/** True where the rest of the value is a colon and a port number from 1 to 65535. */
function isPort(value: string, colonAt: number): boolean {
  const digits = value.length - colonAt - 1
  if (value.charCodeAt(colonAt) !== 0x3a || digits < 1 || digits > 5) return false
  let port = 0
  for (let at = colonAt + 1; at < value.length; at++) {
    const digit = value.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return false
    port = port * 10 + digit
  }
  return port > 0 && port <= 65_535
}
