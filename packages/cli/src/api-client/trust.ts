import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Whom a connection believes to be Tollgate: what the authorities of this machine vouch for, or exactly one public key. */
export type Trust = { readonly kind: 'authorities' } | { readonly kind: 'public-key'; readonly fingerprint: string }

/** SHA-256 of a certificate's public key (SPKI in DER), hex: it outlives renewals that keep the key. */
export function publicKeyFingerprint(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** Trust in the first certificate of a PEM file; null where there is none that can be read. */
export function trustInFile(path: string): Trust | null {
  try {
    return { kind: 'public-key', fingerprint: publicKeyFingerprint(new X509Certificate(readFileSync(path))) }
  } catch {
    return null
  }
}

/** As people compare it: `ab12:cd34:…`, and as they paste it: with or without colons, in capitals or not. */
export function shownFingerprint(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join(':') ?? fingerprint
}

export function readFingerprint(text: string): string | null {
  const hex = text
    .trim()
    .replace(/^sha256:/i, '')
    .replaceAll(':', '')
    .toLowerCase()
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null
}
