import { isIPv6 } from 'node:net'
import type { GatewayReady } from '@tollgate/contract/process-messages'
import type { Environment } from '../command-context.ts'

export interface Addresses {
  /** The gateway as this machine reaches it. */
  readonly https: string
  readonly http: string
  /** The gateway as clients are told to reach it, without a slash at the end. */
  readonly public: string
}

/** Addresses to print: what a client on this machine can call, whatever the gateway is bound to. */
export function addressesOf(ports: Pick<GatewayReady, 'httpsPort' | 'httpPort'>, environment: Environment): Addresses {
  const https = `https://${reachable(environment.TOLLGATE_HTTPS_HOST, 'localhost')}:${ports.httpsPort}`
  return {
    https,
    http: `http://${reachable(environment.TOLLGATE_HTTP_HOST, '127.0.0.1')}:${ports.httpPort}`,
    public: environment.TOLLGATE_PUBLIC_URL?.replace(/\/+$/, '') || https,
  }
}

const everywhereOrHere = new Set(['', '0.0.0.0', '::', '127.0.0.1', '::1', 'localhost'])

/** What it is bound to may be a list: any place that this machine reaches under its own name is as good as another. */
function reachable(boundTo: string | undefined, here: string): string {
  const hosts = (boundTo ?? '').split(',').map((host) => host.trim())
  const [first = ''] = hosts
  if (hosts.some((host) => everywhereOrHere.has(host))) return here
  return isIPv6(first) ? `[${first}]` : first
}
