import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

/** The first certificate of a PEM file; null when there is none that can be read. */
export function readCertificate(path: string): X509Certificate | null {
  try {
    return new X509Certificate(readFileSync(path))
  } catch {
    return null
  }
}

/**
 * Signed by its own key: nobody trusts it who was not given it. (`checkIssued` is no help: an end entity may not sign
 * certificates, so for it no end entity is its own issuer.)
 */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey)
}

/** Whether a client that calls this host accepts the certificate's names. */
export function namesHost(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  const found = isIP(bare) === 0 ? certificate.checkHost(bare, { subject: 'never' }) : certificate.checkIP(bare)
  return found !== undefined
}

/** The file that a client of this host must be given, or null when the system's own trust is enough. */
export function certificateToTrust(path: string, host: string): string | null {
  const certificate = readCertificate(path)
  return certificate !== null && isSelfSigned(certificate) && namesHost(certificate, host) ? path : null
}

/** True when a PEM file holds this certificate, alone or in a bundle. */
export function holdsCertificate(path: string, certificate: X509Certificate): boolean {
  try {
    return pemBlocks(path).some((block) => new X509Certificate(block).fingerprint256 === certificate.fingerprint256)
  } catch {
    return false
  }
}

/** How many certificates a PEM file holds; 0 for one that cannot be read. */
export function countCertificates(path: string): number {
  try {
    return pemBlocks(path).length
  } catch {
    return 0
  }
}

function pemBlocks(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
