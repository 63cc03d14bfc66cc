import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { CertificateFiles } from '../server/certificate-files.ts'

/** Makes a self-signed end-entity certificate for localhost with openssl. */
export function makeCertificate(folder: string, commonName = 'localhost'): CertificateFiles {
  const files = { certificate: join(folder, `${commonName}.pem`), key: join(folder, `${commonName}.key`) }
  const extensions = ['basicConstraints=critical,CA:FALSE', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${commonName}`, '-keyout', files.key, '-out', files.certificate],
      ...extensions.flatMap((extension) => ['-addext', extension]),
    ],
    { stdio: 'ignore' },
  )
  return files
}
