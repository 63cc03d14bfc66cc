import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** How often in a quarter of an hour: one account tried, mailed a link; one address at routes that cost something, at cheap ones. */
const tries = { account: 10, link: 5, address: 300, light: 3_000 } as const

export type ThrottleName = keyof typeof tries

export interface Throttle {
  /** Counts one try; a number is the seconds after which the next one is let through. */
  readonly take: (name: ThrottleName, key: string) => Promise<number | undefined>
  readonly forget: (name: ThrottleName, key: string) => Promise<void>
}

const windowSeconds = 15 * 60

/** Counted in this process: several control processes allow as many times more. */
export function createThrottle(): Throttle {
  const limiters = new Map(
    Object.entries(tries).map(([name, points]) => [
      name,
      new RateLimiterMemory({ keyPrefix: name, points, duration: windowSeconds }),
    ]),
  )
  return {
    take: async (name, key) => {
      try {
        await limiters.get(name)?.consume(key)
        return undefined
      } catch (full) {
        if (!(full instanceof RateLimiterRes)) throw full
        return Math.max(1, Math.ceil(full.msBeforeNext / 1000))
      }
    },
    forget: async (name, key) => {
      await limiters.get(name)?.delete(key)
    },
  }
}

/** IPv6 hands a whole /64 to one customer. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.toLowerCase().split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const rest = tail === undefined ? 0 : 8 - groups.length
  return [...groups, ...Array<string>(rest).fill('0')].slice(0, 4).join(':')
}
