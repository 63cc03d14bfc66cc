import { basename } from 'node:path'
import type { Environment } from '../command-context.ts'

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** The shell that lines are written for when nobody says which. */
export function detectShell(environment: Environment, platform: NodeJS.Platform): Shell {
  const name = basename(environment.SHELL ?? '')
  const known = shells.find((shell) => shell === name)
  if (known !== undefined) return known
  if (name === 'pwsh') return 'powershell'
  return platform === 'win32' && name === '' ? 'powershell' : 'bash'
}

/** The line that sets a variable for this terminal and what is started from it. */
export function exportLine(shell: Shell, name: string, value: string): string {
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `export ${name}=${quote(shell, value)}`
    case 'fish':
      return `set -gx ${name} ${quote(shell, value)}`
    case 'powershell':
      return `$env:${name} = ${quote(shell, value)}`
  }
}

/** A command that runs with one variable set, as one pasted line. */
export function withVariable(shell: Shell, assignment: { name: string; value: string }, command: string): string {
  const value = quote(shell, assignment.value)
  if (shell === 'powershell') return `$env:${assignment.name} = ${value}; ${command}`
  return shell === 'fish' ? `env ${assignment.name}=${value} ${command}` : `${assignment.name}=${value} ${command}`
}

function quote(shell: Shell, value: string): string {
  if (/^[\p{L}\p{N}_ @%+=:,./~<>-]*$/u.test(value)) return `"${value}"`
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `'${value.replaceAll("'", "'\\''")}'`
    case 'fish':
      return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    case 'powershell':
      return `'${value.replaceAll("'", "''")}'`
  }
}
