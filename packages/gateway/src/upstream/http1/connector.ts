import { connect as connectPlain, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, rootCertificates } from 'node:tls'
import type { EndpointRow } from '@tollgate/contract/snapshot'
import { guardedLookup } from '../guarded-lookup.ts'

/** Between two looks of the system at whether a silent connection is still there. */
const probeMs = 60_000

/** Makes connections to one endpoint: addresses are checked, certificates too, and TLS sessions are resumed. */
export class Connector {
  /** For the Host header. */
  readonly host: string
  private readonly isTls: boolean
  private readonly hostname: string
  private readonly port: number
  private readonly lookup: LookupFunction
  private readonly ca: string[] | undefined
  private session: Buffer | undefined

  constructor(url: URL, { demo, trustedCertificates }: EndpointRow, allowPrivate: boolean) {
    const { hostname, port, protocol } = url
    this.host = url.host
    this.isTls = protocol === 'https:'
    this.hostname = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
    this.port = port === '' ? (this.isTls ? 443 : 80) : Number(port)
    this.lookup = guardedLookup({ allowPrivate: allowPrivate || demo })
    this.ca = trustedCertificates === null ? undefined : [...rootCertificates, trustedCertificates]
  }

  /** A socket that is being connected; `onReady` once something may be written. */
  connect(onReady: () => void): Socket {
    const socket = this.isTls ? this.connectTls(onReady) : connectPlain(this.address, onReady)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, probeMs)
    return socket
  }

  private get address() {
    return { host: this.hostname, port: this.port, lookup: this.lookup }
  }

  private connectTls(onReady: () => void): Socket {
    const { hostname, ca, session } = this
    const socket = connectTls(
      {
        ...this.address,
        ALPNProtocols: ['http/1.1'],
        ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
        ...(ca === undefined ? {} : { ca }),
        ...(session === undefined ? {} : { session }),
      },
      onReady,
    )
    socket.on('session', (made: Buffer) => {
      this.session = made
    })
    return socket
  }
}
