import { certificateVariable } from '@tollgate/contract/codex-provider'
import { exportLine } from '@tollgate/contract/shell-lines'
import { codexHomeFor } from '../codex-config/codex-home.ts'
import { readConfigFile } from '../codex-config/config-file.ts'
import { parseConfig, valueAt } from '../codex-config/edit-config.ts'
import { profileRemark } from '../codex-config/profile-remark.ts'
import { holdsCertificate, isSelfSigned } from '../gateway-probe/certificate-file.ts'
import { printable } from '../terminal/printable.ts'
import { detectShell } from '../terminal/shell.ts'
import { shortPath } from '../terminal/short-path.ts'
import { type CheckResult, failed, passed, skipped } from './check-result.ts'
import type { DoctorFacts } from './facts.ts'

/** Whether Codex, started in this shell, would come here, with a key, and trust what it finds. */
export async function checkCodex(facts: DoctorFacts): Promise<CheckResult[]> {
  const { context, baseUrl } = facts
  const name = 'codex config'
  const connect = `${context.callName} connect codex --url ${baseUrl}`
  const read = await readConfigFile(codexHomeFor(context).path)
  if (!read.ok) return [failed(name, read.reason, 'repair the file')]
  const shown = shortPath(read.value.path, context.userFolder)
  if (read.value.text === null) return [failed(name, `${shown} does not exist`, connect)]
  const parsed = parseConfig(read.value.text)
  if (!parsed.ok) return [failed(name, `${shown}: ${parsed.reason}`, 'repair the line')]
  const provider = parsed.data.model_provider
  const table = typeof provider === 'string' ? valueAt(parsed.data, ['model_providers', provider]) : undefined
  const pointsTo = valueAt(table, ['base_url'])
  if (typeof pointsTo !== 'string') return [failed(name, `${shown} uses another provider`, connect)]
  if (pointsTo.replace(/\/+$/, '') !== baseUrl) {
    return [
      failed(
        name,
        `${shown} points to ${printable(pointsTo)}, not to ${baseUrl}`,
        `${connect}, or doctor --url with that address`,
      ),
    ]
  }
  const remark = profileRemark(parsed.data)
  const config = remark === null ? passed(name, `${shown} points here`) : failed(name, remark, 'see above')
  return [config, checkKeyVariable(facts, valueAt(table, ['env_key'])), checkCertificateVariable(facts)]
}

function checkKeyVariable({ context }: DoctorFacts, variable: unknown): CheckResult {
  const name = 'codex key'
  if (typeof variable !== 'string')
    return failed(name, 'the provider has no env_key', `${context.callName} connect codex`)
  if (context.environment[variable]) return passed(name, `${printable(variable)} is set in this shell`)
  const line = exportLine(detectShell(context.environment, context.platform), variable, '<your key>')
  return failed(name, `${printable(variable)} is not set in this shell`, line)
}

function checkCertificateVariable({ context, served, certificateFile, certificate }: DoctorFacts): CheckResult {
  const name = 'codex trust'
  if (served?.kind !== 'served') return skipped(name, 'no certificate to trust')
  if (!isSelfSigned(served.certificate)) return passed(name, 'the certificate is not self-signed')
  const variables = [certificateVariable, 'SSL_CERT_FILE']
  const holding = variables.find((variable) => {
    const file = context.environment[variable]
    return file !== undefined && holdsCertificate(file, served.certificate)
  })
  if (holding !== undefined) return passed(name, `${holding} holds the certificate`)
  const shell = detectShell(context.environment, context.platform)
  const file = certificate === null ? '<certificate file>' : certificateFile
  return failed(
    name,
    'this shell does not tell Codex to trust the certificate',
    exportLine(shell, certificateVariable, file),
  )
}
