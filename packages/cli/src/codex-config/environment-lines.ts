import { certificateVariable, keyVariable } from '@tollgate/contract/codex-provider'
import { exportLine, type Shell } from '@tollgate/contract/shell-lines'
import type { KnownKey } from './api-key.ts'

export interface EnvironmentFacts {
  readonly shell: Shell
  readonly key: KnownKey | null
  /** The certificate that Codex has to be given; null when it is trusted anyway. */
  readonly certificate: string | null
  /** Set when Codex has to be told where its configuration is. */
  readonly codexHome: string | null
}

/** What has to be set in the terminal that runs Codex, as lines to paste and remarks in `#`. */
export function environmentLines(facts: EnvironmentFacts): string[] {
  const { shell, key, certificate, codexHome } = facts
  const lines = []
  if (key?.from === 'environment') lines.push(`# ${keyVariable} is set in this terminal already`)
  else lines.push(exportLine(shell, keyVariable, key?.from === 'option' ? key.value : '<your key>'))
  if (certificate !== null) {
    lines.push(
      `# not SSL_CERT_FILE: the git and curl that Codex runs would inherit it, and then trust nothing else`,
      exportLine(shell, certificateVariable, certificate),
    )
  }
  if (codexHome !== null) lines.push(exportLine(shell, 'CODEX_HOME', codexHome))
  return lines
}
