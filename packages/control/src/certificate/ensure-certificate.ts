import { generateKeyPairSync, type KeyObject, type X509Certificate } from 'node:crypto'
import { chmodSync, renameSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { ensureDataFolder } from '../files/data-folder.ts'
import { failureReason } from '../files/failure-reason.ts'
import { writeAtomically } from '../files/write-atomically.ts'
import { PlainFailure } from '../plain-failure.ts'
import { type CertificateFiles, checkOwnFiles } from './check-own-files.ts'
import { readCertificate, readPrivateKey } from './read-pair.ts'

export interface CertificateContext {
  home: string
  /** The user's own files: they are checked and never written. */
  ownFiles: CertificateFiles | undefined
  names: readonly string[]
  publicUrl: URL | undefined
  now: Date
}

export interface CertificateState extends CertificateFiles {
  readonly change: 'none' | 'made' | 'renewed'
  readonly warnings: readonly string[]
}

/** Who issued a certificate that is ours to renew. */
const organisation = 'Tollgate self-signed'

const renewalMs = 30 * 86_400_000

/** Bounds what a machine that changes its name every day adds to its certificate. */
const namesMax = 24

/**
 * The certificate to serve with. Ours is made once, kept, and renewed in time under the same key: a renewal then writes one file, a
 * gateway never sees a pair that does not fit, and a Codex that trusts a copy of the older one goes on (seen with 0.160 and 0.169).
 * Anything else at the same place is the user's and stays as it is.
 */
export async function ensureCertificate(context: CertificateContext): Promise<CertificateState> {
  const { ownFiles, now, publicUrl, names } = context
  if (ownFiles !== undefined) return { ...ownFiles, change: 'none', warnings: checkOwnFiles(ownFiles, now, publicUrl) }
  const folder = ensureDataFolder(context.home, 'tls')
  const files = { certificateFile: join(folder, 'certificate.pem'), keyFile: join(folder, 'key.pem') }
  const certificate = readCertificate(files.certificateFile)
  if (certificate !== undefined && !isOurs(certificate))
    return { ...files, change: 'none', warnings: checkOwnFiles(files, now, publicUrl) }
  try {
    return { ...files, warnings: [], change: await ensureOurs(files, certificate, { names, now }) }
  } catch (error) {
    if (error instanceof PlainFailure) throw error
    throw new PlainFailure(`The certificate in ${folder} cannot be written: ${failureReason(error)}.`, { cause: error })
  }
}

interface Wish {
  names: readonly string[]
  now: Date
}

async function ensureOurs(
  files: CertificateFiles,
  certificate: X509Certificate | undefined,
  { names, now }: Wish,
): Promise<CertificateState['change']> {
  const key = readPrivateKey(files.keyFile)
  if (certificate === undefined || key === undefined || key === 'unreadable' || !certificate.checkPrivateKey(key)) {
    // A crash between the two writes of a first start looks like this, and so does a key that a user just copied here.
    if (key !== undefined) renameSync(files.keyFile, `${files.keyFile}.unmatched`)
    await writePair(files, { names, now })
    return 'made'
  }
  if ((statSync(files.keyFile).mode & 0o077) !== 0) chmodSync(files.keyFile, 0o600)
  const missing = names.filter((name) => !carries(certificate, name))
  const isEnding = certificate.validToDate.getTime() - now.getTime() < renewalMs
  if (missing.length === 0 && !isEnding) return 'none'
  // Names once given stay: a laptop that changes its name with the network would renew at every step.
  const union = [...new Set([...names, ...carriedNames(certificate)])].slice(0, namesMax)
  await writeCertificate(files.certificateFile, { names: union, now }, key)
  return 'renewed'
}

/** The certificate first: what a crash leaves then is known as ours, and made anew at the next start. */
async function writePair(files: CertificateFiles, wish: Wish): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await writeCertificate(files.certificateFile, wish, privateKey)
  writeAtomically(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), { mode: 0o600 })
}

async function writeCertificate(file: string, wish: Wish, privateKey: KeyObject): Promise<void> {
  // The library takes 150 ms to load, and one start in a hundred needs it.
  const { makeCertificate } = await import('./make-certificate.ts')
  writeAtomically(file, await makeCertificate({ ...wish, organisation, privateKey }), { mode: 0o644 })
}

function isOurs(certificate: X509Certificate): boolean {
  const lines = certificate.issuer.split('\n')
  return lines.includes(`O=${organisation}`) && certificate.issuer === certificate.subject
}

function carries(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined
  return certificate.checkHost(name, { subject: 'never' }) !== undefined
}

/** `DNS:localhost, IP Address:127.0.0.1`: in a certificate of ours no name needs quotes. */
function carriedNames(certificate: X509Certificate): string[] {
  const parts = certificate.subjectAltName?.split(', ') ?? []
  return parts.flatMap((part) => {
    const name = part.replace(/^(DNS|IP Address):/, '')
    return name === part ? [] : [isIP(name) === 6 ? shortenV6(name) : name]
  })
}

/** `0:0:0:0:0:0:0:1` is how Node writes `::1`. */
function shortenV6(address: string): string {
  return new URL(`http://[${address}]`).hostname.replace(/^\[|\]$/g, '')
}
