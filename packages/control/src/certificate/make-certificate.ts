// The library injects its parts by decorators, which need this before it.
import 'reflect-metadata'
import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const dayMs = 86_400_000

/** Apple's limit for a server certificate, and short enough that renewal is a thing that happens. */
const validityDays = 397

export interface CertificateWish {
  /** O= of the subject, by which a certificate of ours is known again. */
  organisation: string
  names: readonly string[]
  now: Date
  /** P-256. */
  privateKey: KeyObject
}

/**
 * A self-signed end-entity certificate, PEM. CA:FALSE matters: clients built on webpki (Codex from 0.133) refuse a CA certificate
 * that is presented as a server's, and `openssl req -x509` makes just that.
 */
export async function makeCertificate({ organisation, names, now, privateKey }: CertificateWish): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: positiveSerialNumber(),
      name: `CN=localhost, O=${organisation}`,
      // One day back: the clock of a client may be behind ours.
      notBefore: new Date(now.getTime() - dayMs),
      notAfter: new Date(now.getTime() + (validityDays - 1) * dayMs),
      signingAlgorithm: algorithm,
      keys: {
        privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
        publicKey: createPublicKey(privateKey).toCryptoKey(algorithm, true, ['verify']),
      },
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
        ),
      ],
    },
    crypto,
  )
  return `${certificate.toString('pem').trim()}\n`
}

/** 127 random bits that stay positive and keep their length as an ASN.1 integer (RFC 5280 §4.1.2.2). */
function positiveSerialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes.toString('hex')
}
