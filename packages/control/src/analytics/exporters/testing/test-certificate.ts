import { generateKeyPairSync } from 'node:crypto'
import { makeCertificate } from '../../../certificate/make-certificate.ts'

/** Of a target on this machine, which nobody trusts unless told to. */
export async function testCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = ['localhost', '127.0.0.1']
  const cert = await makeCertificate({ organisation: 'Target of a test', names, now: new Date(), privateKey })
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert }
}
