import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import type { LinkHandler } from '../link/link-handler.ts'
import { PlainFailure } from '../plain-failure.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** The link for gateways has streams without an end, which are not for a request-response framework; all else is. */
export function createAnswer(app: OpenAPIHono, link: LinkHandler): Answer {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  return (request, response) => {
    if (link.isFor(request)) link.handle(request, response)
    else void listener(request, response)
  }
}

export interface ControlServerOptions {
  readonly handle: Answer
  readonly hosts: readonly string[]
  /** 0: any free one. */
  readonly port: number
  readonly certificateFile: string
  readonly keyFile: string
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export interface ControlServer {
  readonly port: number
  close(graceMs: number): Promise<void>
}

const certificateLookMs = 5_000

/** REST API, log-in and the link for gateways of other machines, over TLS. */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const servers: Server[] = []
  let port = options.port
  for (const host of options.hosts) {
    const server = createServer({ ...readPair(options), ...limits }, options.handle)
    port = await listenOn(server, host, port)
    servers.push(server)
  }
  watchFile(options.certificateFile, { interval: certificateLookMs, persistent: false }, () => renew(servers, options))
  return {
    port,
    close: async (graceMs) => {
      unwatchFile(options.certificateFile)
      await Promise.all(servers.map((server) => closeServer(server, graceMs)))
    },
  }
}

/** Slow heads and bodies are cut; the link's streams have no end and are not counted. */
const limits = {
  minVersion: 'TLSv1.2',
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  maxHeaderSize: 16 * 1024,
  keepAliveTimeout: 10_000,
} as const

function readPair({ certificateFile, keyFile }: ControlServerOptions): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(certificateFile), key: readFileSync(keyFile) }
}

function renew(servers: readonly Server[], options: ControlServerOptions): void {
  try {
    const pair = readPair(options)
    for (const server of servers) server.setSecureContext({ ...pair, minVersion: limits.minVersion })
    options.log.info('the control plane serves with the renewed certificate')
  } catch (error) {
    options.log.warn({ reason: failureReason(error) }, 'the new certificate cannot be used; the old one stays')
  }
}

async function listenOn(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host, ipv6Only: true }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const way = 'set TOLLGATE_CONSOLE_PORT to another one'
    throw new PlainFailure(`The control plane cannot listen on ${host}:${port}: ${failureReason(error)}; ${way}.`, {
      cause: error,
    })
  }
  return (server.address() as AddressInfo).port
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
