import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProcess, toolPath } from './run-process.ts'

export interface CertificateFiles {
  readonly certificateFile: string
  readonly keyFile: string
}

export interface OwnChain extends CertificateFiles {
  /** What a client has to trust. */
  readonly authorityFile: string
}

/** What a company's own certificate authority hands out: a leaf for localhost, followed by nothing, under a root that clients know. */
export async function makeOwnChain(folder: string): Promise<OwnChain> {
  const authority = await makeAuthority(folder)
  const leaf = { certificateFile: join(folder, 'leaf.pem'), keyFile: join(folder, 'leaf.key') }
  const request = join(folder, 'leaf.csr')
  const extensions = join(folder, 'leaf.ext')
  await writeFile(
    extensions,
    'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n',
  )
  await openssl(folder, ['req', '-new', ...newKey(leaf.keyFile), '-out', request, '-subj', '/CN=localhost'])
  const signing = ['-CA', authority.certificateFile, '-CAkey', authority.keyFile, '-CAcreateserial', '-days', '30']
  await openssl(folder, [
    'x509',
    '-req',
    '-in',
    request,
    ...signing,
    '-extfile',
    extensions,
    '-out',
    leaf.certificateFile,
  ])
  return { ...leaf, authorityFile: authority.certificateFile }
}

async function makeAuthority(folder: string): Promise<CertificateFiles> {
  const files = { certificateFile: join(folder, 'authority.pem'), keyFile: join(folder, 'authority.key') }
  const subject = ['-subj', '/CN=A company authority', '-days', '30']
  await openssl(folder, ['req', '-x509', ...newKey(files.keyFile), ...subject, '-out', files.certificateFile])
  return files
}

function newKey(file: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file]
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  const environment = { PATH: toolPath() }
  const result = await runProcess({ command: 'openssl', args, environment, folder, timeoutMs: 20_000 })
  if (result.exitCode !== 0) throw new Error(`openssl ${args[0]} failed: ${result.stderr}`)
}
