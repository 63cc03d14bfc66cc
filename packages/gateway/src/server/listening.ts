import { type AddressInfo, createServer, type Server } from 'node:net'

/** Where a gateway listens. */
export interface ListenAt {
  readonly https: PortAt
  readonly http: PortAt
  /** Other threads of this process listen there too, and connections are spread over all of them. */
  readonly isShared?: boolean
}

interface PortAt {
  readonly hosts: readonly string[]
  /** 0 takes a free one. */
  readonly port: number
}

interface Place {
  readonly host: string
  readonly port: number
  readonly isShared: boolean
}

/**
 * Rejects where another program has one of the ports: sockets that share theirs would share it with any other program of this account that does,
 * and half of the calls would be gone.
 */
export async function checkPortsAreFree({ https, http }: ListenAt): Promise<void> {
  for (const at of [https, http]) {
    if (at.port === 0) continue
    await listenAll(at, async (host, port) => {
      const server = createServer()
      await startListening(server, { host, port, isShared: false })
      await new Promise((resolve) => server.close(resolve))
      return port
    })
  }
}

/** Listens on every host of one port, which the first one finds where it is 0. */
export async function listenAll(
  where: { hosts: readonly string[]; port: number },
  listenOn: (host: string, port: number) => Promise<number>,
): Promise<number> {
  let { port } = where
  for (const host of where.hosts) {
    try {
      port = await listenOn(host, port)
    } catch (error) {
      if (!(host === '::1' && where.hosts.length > 1 && isMissingAddress(error))) throw error
    }
  }
  return port
}

/** Many machines have no IPv6; that the preset names its loopback address as well is no reason not to start. */
function isMissingAddress(error: unknown): boolean {
  const code = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : ''
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
}

export function startListening(server: Server, { host, port, isShared }: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(listenProblem(error, host, port), { cause: error })),
    )
    server.listen({ port, host, reusePort: isShared }, () => resolve((server.address() as AddressInfo).port))
  })
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program: stop it, or choose another port with TOLLGATE_HTTPS_PORT or TOLLGATE_HTTP_PORT.`
    case 'EACCES':
      return `Port ${port} on ${host} may not be used by this account: choose one above 1023.`
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}: change TOLLGATE_HTTPS_HOST or TOLLGATE_HTTP_HOST.`
    case 'ENOTSUP':
      return 'This system does not let threads share a port: leave TOLLGATE_THREADS at 1.'
    default:
      return `Cannot listen on ${host} port ${port}: ${error.message}`
  }
}
