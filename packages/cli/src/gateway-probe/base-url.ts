import { defaultApiPath } from '@tollgate/contract/codex-provider'
import type { CommandContext } from '../command-context.ts'
import { addressesOf } from '../supervisor/addresses.ts'
import { readRunning } from '../supervisor/up-file.ts'

export type BaseUrl = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly message: string }

const usualHttpsPort = 8243

/** The address that agents are given: the named one, else the first API of the gateway on this machine. */
export function baseUrlFor(context: CommandContext, named: string | undefined): BaseUrl {
  if (named !== undefined) return readBaseUrl(named)
  const httpsPort = readRunning(context)?.httpsPort || usualHttpsPort
  const { https } = addressesOf({ httpsPort, httpPort: 0 }, context.environment)
  return { ok: true, url: https + defaultApiPath }
}

/** As Codex takes it: http or https, a path without a slash at the end, nothing after it. */
export function readBaseUrl(text: string): BaseUrl {
  // Not URL.parse: this runs under the Node of whoever connects, and 20 has none.
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return {
      ok: false,
      message: `"${text}" is no URL of an API: it looks like https://localhost:8243/openaiapi/2.3.0.`,
    }
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { ok: false, message: `"${text}" may have no user, no "?" and no "#": the key travels in headers.` }
  }
  return { ok: true, url: url.href.replace(/\/+$/, '') }
}

export function isOnThisMachine(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host)
}
