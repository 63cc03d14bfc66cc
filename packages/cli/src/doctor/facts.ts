import type { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { certificateVariable } from '@tollgate/contract/codex-provider'
import type { UpFile } from '@tollgate/contract/process-messages'
import type { CommandContext } from '../command-context.ts'
import { isOnThisMachine } from '../gateway-probe/base-url.ts'
import { isSelfSigned, namesHost, readCertificate } from '../gateway-probe/certificate-file.ts'
import { type GetAnswer, httpGet } from '../gateway-probe/http-get.ts'
import { type Served, servedCertificate } from '../gateway-probe/served-certificate.ts'
import { readRunning } from '../supervisor/up-file.ts'

/** What the checks look at, gathered once. */
export interface DoctorFacts {
  readonly context: CommandContext
  readonly baseUrl: string
  readonly url: URL
  /** False for a gateway elsewhere: then nothing on this machine says how it is. */
  readonly isLocal: boolean
  readonly running: UpFile | null
  readonly certificateFile: string
  /** Of the data folder; null when there is none that can be read, or the gateway is elsewhere. */
  readonly certificate: X509Certificate | null
  /** Null where the address is not TLS. */
  readonly served: Served | null
  readonly key: string | null
  /** To `GET {base URL}/models`. */
  readonly answer: GetAnswer
  readonly now: Date
}

export async function gatherFacts(
  context: CommandContext,
  target: { baseUrl: string; key: string | null },
): Promise<DoctorFacts> {
  const url = new URL(target.baseUrl)
  const isLocal = isOnThisMachine(target.baseUrl)
  const running = isLocal ? readRunning(context) : null
  const certificateFile = running?.certificateFile || join(context.dataFolder, 'tls', 'certificate.pem')
  const certificate = isLocal ? readCertificate(certificateFile) : null
  const trustsFile = certificate !== null && isSelfSigned(certificate) && namesHost(certificate, url.hostname)
  const named = context.environment[certificateVariable]
  const trustedFiles = [...(trustsFile ? [certificateFile] : []), ...(named ? [named] : [])]
  return {
    ...target,
    context,
    url,
    isLocal,
    running,
    certificateFile,
    certificate,
    served: url.protocol === 'https:' ? await servedCertificate(url) : null,
    answer: await httpGet({ url: `${target.baseUrl}/models`, key: target.key, trustedFiles }),
    now: new Date(),
  }
}
