import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { PlainFailure } from '../plain-failure.ts'
import { readCertificate, readPrivateKey } from './read-pair.ts'

export interface CertificateFiles {
  readonly certificateFile: string
  readonly keyFile: string
}

const dayMs = 86_400_000

/** Looks at the user's own certificate and changes nothing; what is wrong with it is said in warnings. */
export function checkOwnFiles(files: CertificateFiles, now: Date, publicUrl: URL | undefined): string[] {
  const { certificateFile, keyFile } = files
  const certificate = readCertificate(certificateFile)
  if (certificate === undefined) throw new PlainFailure(`There is no certificate file ${certificateFile}.`)
  const key = readPrivateKey(keyFile)
  if (key === undefined)
    throw new PlainFailure(`There is no key file ${keyFile} for the certificate ${certificateFile}.`)
  const warnings: string[] = []
  if (key === 'unreadable')
    warnings.push(`${keyFile} holds no private key that can be used; give one in PEM form without a passphrase.`)
  else if (!certificate.checkPrivateKey(key))
    warnings.push(
      `${keyFile} does not belong to the certificate ${certificateFile}: clients cannot connect until both fit.`,
    )
  return [
    ...warnings,
    ...checkDates(certificate, certificateFile, now),
    ...checkName(certificate, certificateFile, publicUrl),
  ]
}

function checkDates(certificate: X509Certificate, file: string, now: Date): string[] {
  const from = certificate.validFromDate
  const to = certificate.validToDate
  if (to <= now) return [`The certificate ${file} expired on ${day(to)}: clients refuse it; replace it.`]
  if (from > now) return [`The certificate ${file} is not valid before ${day(from)}: clients refuse it until then.`]
  const daysLeft = Math.floor((to.getTime() - now.getTime()) / dayMs)
  return daysLeft < 14 ? [`The certificate ${file} expires on ${day(to)}: replace it before then.`] : []
}

function checkName(certificate: X509Certificate, file: string, publicUrl: URL | undefined): string[] {
  const host = publicUrl?.hostname.replace(/^\[|\]$/g, '')
  if (host === undefined) return []
  const matches = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)
  return matches === undefined
    ? [`The certificate ${file} is not made out to ${host}, the host of TOLLGATE_PUBLIC_URL.`]
    : []
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
