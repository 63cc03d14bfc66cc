import type { X509Certificate } from 'node:crypto'
import { holdsCertificate, isSelfSigned, namesHost } from '../gateway-probe/certificate-file.ts'
import { tlsAdvice } from '../gateway-probe/tls-advice.ts'
import { shortPath } from '../terminal/short-path.ts'
import { type CheckResult, failed, passed, skipped, warned } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

const dayMs = 86_400_000
const soonDays = 14

/** The certificate that the address shows (or, while nobody answers, the one on disk) as a strict client sees it. */
export function checkCertificate(facts: DoctorFacts): CheckResult[] {
  if (facts.served === null) return [skipped('certificate', `${facts.url.origin} is not TLS`)]
  const certificate = facts.served.kind === 'served' ? facts.served.certificate : facts.certificate
  if (certificate === null)
    return [skipped('certificate', 'none to look at: nobody answers, and there is none on disk')]
  return [checkDates(certificate, facts), checkNames(certificate, facts), checkKind(certificate), checkTrust(facts)]
}

function checkDates(certificate: X509Certificate, { now }: DoctorFacts): CheckResult {
  const name = 'certificate dates'
  const from = new Date(certificate.validFrom)
  const until = new Date(certificate.validTo)
  const days = Math.floor((until.getTime() - now.getTime()) / dayMs)
  const renew = 'the generated one is renewed by a restart of npx tollgate up; your own files you have to replace'
  if (from > now) return failed(name, `valid only from ${from.toISOString()}`, 'look at the clock of this machine')
  if (until <= now) return failed(name, `expired on ${until.toISOString()}`, renew)
  if (days < soonDays) return warned(name, `expires in ${days} days`, renew)
  return passed(name, `valid for ${days} more days`)
}

function checkNames(certificate: X509Certificate, { url }: DoctorFacts): CheckResult {
  const name = 'certificate names'
  const names = certificate.subjectAltName ?? 'none'
  if (namesHost(certificate, url.hostname)) return passed(name, names)
  return failed(
    name,
    `not for ${url.hostname}, only for ${names}`,
    'call one of its names, or set TOLLGATE_PUBLIC_URL and start again',
  )
}

/** Codex refuses a server whose own certificate is a certificate authority. */
function checkKind(certificate: X509Certificate): CheckResult {
  const name = 'certificate kind'
  if (!certificate.ca)
    return passed(name, isSelfSigned(certificate) ? 'self-signed end entity' : 'signed by an authority')
  return failed(
    name,
    'a certificate authority (CA:TRUE), which Codex refuses as a server',
    'use one with basicConstraints CA:FALSE',
  )
}

function checkTrust({ answer, certificate, certificateFile, served, context }: DoctorFacts): CheckResult {
  const name = 'certificate trust'
  const file = shortPath(certificateFile, context.userFolder)
  if (answer.kind === 'answered') {
    const bySelf =
      certificate !== null && served?.kind === 'served' && holdsCertificate(certificateFile, served.certificate)
    return passed(name, bySelf && isSelfSigned(certificate) ? `trusted with ${file}` : 'trusted')
  }
  if (served?.kind !== 'served') return skipped(name, 'nobody answers')
  return failed(name, `refused (${answer.code})`, tlsAdvice(answer.code) ?? answer.message)
}
