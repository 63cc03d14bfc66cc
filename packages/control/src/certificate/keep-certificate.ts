import type { Logger } from 'pino'
import { failureReason } from '../files/failure-reason.ts'
import type { CertificateState } from './ensure-certificate.ts'

const hourMs = 3_600_000

/** Looks at the certificate every hour: ours is renewed in time, and what is wrong with the user's own is said once. */
export function keepCertificate(
  check: () => Promise<CertificateState>,
  told: readonly string[],
  log: Pick<Logger, 'info' | 'warn'>,
): { close(): void } {
  const known = new Set(told)
  const warn = (sentence: string) => {
    if (known.has(sentence)) return
    known.add(sentence)
    log.warn(sentence)
  }
  const look = async () => {
    try {
      const { change, certificateFile, warnings } = await check()
      if (change !== 'none') log.info({ certificateFile }, `the certificate was ${change}`)
      for (const warning of warnings) warn(warning)
    } catch (error) {
      warn(failureReason(error))
    }
  }
  const timer = setInterval(look, hourMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
