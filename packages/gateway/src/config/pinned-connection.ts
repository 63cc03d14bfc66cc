import type { X509Certificate } from 'node:crypto'
import { hash } from 'node:crypto'
import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'

interface PinnedOptions {
  readonly host: string
  readonly port: number
  /** SHA-256 of the public key that the server has to prove (SPKI in DER), hex. */
  readonly fingerprint: string
}

type Connected = (error: Error | null, socket: Socket) => void

/**
 * A TLS connection to whoever has the pinned key: who signed the certificate and which names are in it does not count, and nothing
 * is sent before the key was seen. Shaped as `createConnection` of node:http wants it.
 */
export function connectPinned({ host, port, fingerprint }: PinnedOptions, connected: Connected): TLSSocket {
  const socket = connect({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] })
  const failed = (error: Error) => connected(error, socket)
  socket.once('error', failed)
  socket.once('secureConnect', () => {
    socket.off('error', failed)
    const certificate = socket.getPeerX509Certificate()
    if (certificate !== undefined && fingerprintOf(certificate) === fingerprint) {
      connected(null, socket)
      return
    }
    socket.on('error', () => {})
    socket.destroy()
    connected(new WrongFingerprint(host, port), socket)
  })
  return socket
}

/** Somebody else answers: a wrong address, a control plane with a new key, or an attacker. */
export class WrongFingerprint extends Error {
  constructor(host: string, port: number) {
    super(`what answers at ${host}:${port} does not have the key of the control plane that this gateway joined`)
  }
}

/** The fingerprint of a join token: of the public key, so that it outlives renewals of the certificate. */
export function fingerprintOf(certificate: X509Certificate): string {
  return hash('sha256', certificate.publicKey.export({ type: 'spki', format: 'der' }), 'hex')
}
