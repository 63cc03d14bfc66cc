import { generateKeyPairSync } from 'node:crypto'
import { makeCertificate } from '../certificate/make-certificate.ts'

/** A self-signed certificate for localhost and 127.0.0.1, and its key, PEM. */
export async function certificatePair(): Promise<{ certificate: string; key: string }> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = await makeCertificate({
    organisation: 'Test',
    names: ['localhost', '127.0.0.1'],
    now: new Date(),
    privateKey,
  })
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
