import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect } from 'node:tls'

export type Served =
  | { readonly kind: 'served'; readonly certificate: X509Certificate }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

const timeoutMs = 5000

/** The certificate that an address shows, whether or not anybody trusts it. Nothing is sent there. */
export function servedCertificate(url: URL): Promise<Served> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    })
    const end = (served: Served) => {
      socket.destroy()
      resolve(served)
    }
    socket.setTimeout(timeoutMs, () => end({ kind: 'failed', code: 'ETIMEDOUT', message: 'no answer in time' }))
    socket.once('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'FAILED'
      end({ kind: 'failed', code, message: error.message })
    })
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      if (certificate !== undefined) return end({ kind: 'served', certificate })
      end({ kind: 'failed', code: 'FAILED', message: 'no certificate was shown' })
    })
  })
}
