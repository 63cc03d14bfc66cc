import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPrivateAddress } from '@tollgate/contract/private-address'
import { Agent } from 'undici'
import { checkLiteralHost, guardedLookup, type Resolve } from '../upstream/guarded-lookup.ts'
import { Turnstile } from './turnstile.ts'
import type { UrlCheck, UrlChecker } from './url-checker.ts'

interface NetworkUrlCheckerOptions {
  /** True where the operator lets calls reach loopback and private networks. */
  readonly allowPrivate: boolean
  /** Name servers, such as `127.0.0.1:53`; those of the system unless said otherwise. */
  readonly nameServers?: readonly string[]
  /** Unix milliseconds. */
  now(): number
}

/** Addresses of one call that are checked at all; the others do not pass. */
const urlsMax = 500
/** Longer addresses do not pass. */
const urlCharactersMax = 4_096
/** Checks of one call at once, and of all calls together. */
const checksOfCallMax = 16
const checksMax = 256
/** What one call may take altogether; what is not checked by then does not pass. */
const callMs = 30_000
/** How long it is remembered what was found, and of how many addresses. */
const rememberMs = 60_000
const rememberedMax = 10_000
/** A name that a HEAD request needs; the time of the address may end it sooner. */
const lookUpMs = 5_000
const keepAliveMs = 4_000
const headBytesMax = 32_768

/** Looks in the network. Nothing of an answer but its status is read, redirects are not followed, and private addresses are never called. */
export class NetworkUrlChecker implements UrlChecker {
  private readonly options: NetworkUrlCheckerOptions
  private readonly agent: Agent
  private readonly turnstile = new Turnstile(checksMax)
  private readonly remembered = new Map<string, { readonly until: number; readonly isValid: Promise<boolean> }>()

  constructor(options: NetworkUrlCheckerOptions) {
    this.options = options
    this.agent = new Agent({
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: headBytesMax,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { lookup: guardedLookup({ allowPrivate: options.allowPrivate, resolve: this.resolve }) },
    })
  }

  async findInvalid(urls: readonly string[], how: UrlCheck): Promise<readonly string[]> {
    const ofCall = new Turnstile(checksOfCallMax)
    const deadline = AbortSignal.timeout(callMs)
    const all = [...new Set(urls)]
    const checked = await Promise.all(
      all.slice(0, urlsMax).map(async (url) => {
        const isValid = await ofCall.run(async () => !deadline.aborted && this.isValid(url, how))
        return isValid ? undefined : url
      }),
    )
    return [...checked.filter((url) => url !== undefined), ...all.slice(urlsMax)]
  }

  close(): Promise<void> {
    return this.agent.destroy()
  }

  /** Two calls that ask at once share the answer. */
  private isValid(url: string, how: UrlCheck): Promise<boolean> {
    const parsed = url.length <= urlCharactersMax && URL.canParse(url) ? new URL(url) : undefined
    if (parsed === undefined) return Promise.resolve(false)
    const key = how.onlyDns ? parsed.hostname : `${parsed.origin}${parsed.pathname}${parsed.search}`
    const now = this.options.now()
    const known = this.remembered.get(key)
    if (known !== undefined && known.until > now) return known.isValid
    const isValid = this.turnstile.run(() => this.look(parsed, how))
    this.remembered.delete(key)
    this.remembered.set(key, { until: now + rememberMs, isValid })
    const [oldest] = this.remembered.keys()
    if (this.remembered.size > rememberedMax && oldest !== undefined) this.remembered.delete(oldest)
    return isValid
  }

  private async look(url: URL, { onlyDns, timeoutMs }: UrlCheck): Promise<boolean> {
    if (checkLiteralHost(url.hostname, this.options.allowPrivate) !== undefined) return false
    try {
      return onlyDns ? await this.hasAddress(url.hostname, timeoutMs) : await this.answers(url, timeoutMs)
    } catch {
      // Whatever the reason, it was not shown to exist.
      return false
    }
  }

  private async hasAddress(hostname: string, timeoutMs: number): Promise<boolean> {
    const bare = hostname.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0) return true
    const addresses = await this.lookUp(bare, timeoutMs)
    return addresses.length > 0 && (this.options.allowPrivate || !addresses.some(isPrivateAddress))
  }

  private async answers(url: URL, timeoutMs: number): Promise<boolean> {
    const { statusCode, body } = await this.agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'HEAD',
      headers: { 'user-agent': 'Tollgate-URL-check', accept: '*/*' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    body.on('error', () => {}).destroy()
    return statusCode >= 200 && statusCode <= 399
  }

  /**
   * By the name servers of the system, but not by `getaddrinfo`: that would take the few threads in which files and the names of
   * providers are looked up, and a prompt full of slow names would stop the gateway.
   */
  private async lookUp(hostname: string, timeoutMs: number): Promise<string[]> {
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
    if (this.options.nameServers !== undefined) resolver.setServers(this.options.nameServers)
    const timer = setTimeout(() => resolver.cancel(), timeoutMs)
    try {
      const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
      return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    } finally {
      clearTimeout(timer)
    }
  }

  private readonly resolve: Resolve = (hostname, _, callback) => {
    this.lookUp(hostname, lookUpMs).then(
      (addresses) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        ),
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }
}
