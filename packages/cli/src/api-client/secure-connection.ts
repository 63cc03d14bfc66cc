import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, getCACertificates, type TLSSocket } from 'node:tls'
import { publicKeyFingerprint, type Trust } from './trust.ts'

/** The other end has another public key than the one that is trusted. */
export class CertificateChanged extends Error {
  readonly fingerprint: string

  constructor(fingerprint: string) {
    super('the certificate is another one')
    this.fingerprint = fingerprint
  }
}

const connectMs = 10_000

/** A TLS connection to whom we trust; nothing has been sent on it. */
export function secureConnection(url: URL, trust: Trust): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // A pinned key says more than any authority does; which one it is, is looked at below.
      ...(trust.kind === 'authorities' ? { ca: authorities() } : { rejectUnauthorized: false }),
    })
    const deadline = setTimeout(() => socket.destroy(new Error('no answer in time')), connectMs)
    const fail = (error: Error) => {
      clearTimeout(deadline)
      socket.destroy()
      reject(error)
    }
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      const refusal = refuse(socket.getPeerX509Certificate(), trust)
      if (refusal !== null) return fail(refusal)
      clearTimeout(deadline)
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

function refuse(certificate: X509Certificate | undefined, trust: Trust): Error | null {
  if (trust.kind === 'authorities') return null
  if (certificate === undefined) return new Error('no certificate was shown')
  const shown = publicKeyFingerprint(certificate)
  return shown === trust.fingerprint ? null : new CertificateChanged(shown)
}

function authorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
}
