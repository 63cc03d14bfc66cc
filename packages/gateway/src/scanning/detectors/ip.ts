import { patternDetector } from '../pattern-detector.ts'

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`

/**
 * IP addresses, public and private. Not those that name no machine of anybody: loopback, unspecified, netmasks and broadcast, networks that
 * end in `.0.0.0`. Not versions and sections: `v1.2.3.4`, `Chrome/120.0.0.1`, `version: 1.2.3.4`, `RFC 5280 4.2.1.6`.
 */
export const ip = () =>
  patternDetector([
    {
      pattern: new RegExp(String.raw`(?<![\w.])(?<![A-Za-z]\/)(?:${octet}\.){3}${octet}(?!\w|\.\d|-[A-Za-z])`),
      accept: (value, { text, start }) =>
        !namesNobody.test(value) && !versionWord.test(text.slice(Math.max(0, start - 24), start)),
    },
    {
      pattern:
        /(?<![\w:.-])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[0-9A-Fa-f]{0,4})(?!\w|:[0-9A-Fa-f:]|\.\d)/,
      literals: ['::', ':'],
      accept: acceptIpv6,
    },
  ])

const namesNobody = /^(?:127\.|0\.|255\.|\d+\.0\.0\.0$)/
const versionWord =
  /(?:version|ver|release|build|section|chapter|clause|rfc ?\d{4},?|§)\\?["']?\s{0,2}[:=]?\s{0,2}\\?["']?$/i

function acceptIpv6(value: string): number | false {
  const address = value.endsWith(':') && !value.endsWith('::') ? value.slice(0, -1) : value
  return isIpv6(address) ? address.length : false
}

/** At least three groups and a digit, so that names such as `abc::def` of a program are none. */
function isIpv6(address: string): boolean {
  const halves = address.split('::')
  if (halves.length > 2 || !/\d/.test(address)) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const count = groups.length + (address.includes('.') ? 1 : 0)
  if (groups.includes('')) return false
  return halves.length === 1 ? count === 8 : count >= 3 && count <= 7
}
