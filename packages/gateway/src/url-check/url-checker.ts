/** What policies need of the process to tell whether addresses in a text exist. */
export interface UrlChecker {
  /** Those that cannot be shown to exist, in the order in which they were given. Never rejects: what cannot be checked does not pass. */
  findInvalid(urls: readonly string[], how: UrlCheck): Promise<readonly string[]>
}

export interface UrlCheck {
  /** True: the name has to have an address. False: the address has to answer a HEAD request with a status from 200 to 399. */
  readonly onlyDns: boolean
  /** For one address, name and answer together. */
  readonly timeoutMs: number
}
