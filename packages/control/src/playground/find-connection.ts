import { X509Certificate } from 'node:crypto'
import type { Connection } from '@tollgate/contract/resources/connection'
import { localGateway } from './local-gateway.ts'

/** Of the gateways that this installation knows by itself. */
export type GatewayConnection = Pick<Connection, 'gatewayUrl' | 'certificate'>

interface Place {
  readonly home: string
  /** Where callers reach the gateway, as whoever runs it says. */
  readonly publicUrl: URL | undefined
}

/** The address that callers know, and the certificate that nobody trusts by itself: of the gateway beside this process, or of the address that was set. */
export async function findConnection({ home, publicUrl }: Place): Promise<GatewayConnection> {
  const local = await localGateway(home)
  const port = local === undefined ? undefined : new URL(local.url).port
  const gatewayUrl = publicUrl?.origin ?? (port === undefined ? null : `https://localhost:${port}`)
  return { gatewayUrl, certificate: local?.certificate === undefined ? null : ownCertificate(local.certificate) }
}

/** One that somebody issued is trusted, or its owner knows how. */
function ownCertificate(pem: string): Connection['certificate'] {
  const certificate = new X509Certificate(pem)
  if (certificate.issuer !== certificate.subject) return null
  return { pem, fingerprint: certificate.fingerprint256, expiresAt: certificate.validToDate.toISOString() }
}
