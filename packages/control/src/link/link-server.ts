import { createServer, type Server } from 'node:http'
import { listen } from '../http/listen.ts'
import type { LinkHandler } from './link-handler.ts'

export interface LinkServer {
  readonly url: string
  close(): Promise<void>
}

/** The link for gateways on this machine: plain HTTP on loopback. Others come over TLS (http/control-server.ts). */
export async function startLinkServer(link: LinkHandler, port: number): Promise<LinkServer> {
  const server = createServer((request, response) => link.handle(request, response))
  const bound = await listen(server, port)
  return { url: `http://127.0.0.1:${bound}`, close: () => close(server) }
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
