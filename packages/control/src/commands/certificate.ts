import { ensureCertificate } from '../certificate/ensure-certificate.ts'
import { wantedNames } from '../certificate/wanted-names.ts'
import type { Settings } from '../settings.ts'

/** Makes the certificate of this data folder where it is missing, and says where it lies: for a gateway that runs alone. */
export async function certificate({ home, ownCertificate, publicUrl }: Settings, hostname: string): Promise<string> {
  const names = wantedNames(hostname, publicUrl)
  const state = await ensureCertificate({ home, ownFiles: ownCertificate, publicUrl, names, now: new Date() })
  return `${JSON.stringify({ certificateFile: state.certificateFile, keyFile: state.keyFile })}\n`
}
