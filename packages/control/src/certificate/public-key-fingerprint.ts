import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** SHA-256 of the certificate's public key (SPKI in DER), hex: what a gateway pins. A renewal keeps the key. */
export function publicKeyFingerprint(certificateFile: string): string {
  const { publicKey } = new X509Certificate(readFileSync(certificateFile))
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}
