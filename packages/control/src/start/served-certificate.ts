import { type CertificateState, ensureCertificate } from '../certificate/ensure-certificate.ts'
import { keepCertificate } from '../certificate/keep-certificate.ts'
import { wantedNames } from '../certificate/wanted-names.ts'
import type { ServeContext } from './serve-context.ts'

export interface ServedCertificate extends CertificateState {
  readonly close: () => void
}

/** The certificate of gateway and control plane, looked after for as long as this runs. */
export async function serveCertificate({ settings, hostname, log }: ServeContext): Promise<ServedCertificate> {
  const { home, ownCertificate, publicUrl } = settings
  const names = wantedNames(hostname, publicUrl, settings.console.url)
  const check = () => ensureCertificate({ home, ownFiles: ownCertificate, publicUrl, names, now: new Date() })
  const state = await check()
  const keeper = keepCertificate(check, state.warnings, log)
  return { ...state, close: () => keeper.close() }
}
