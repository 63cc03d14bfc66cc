/** Lines that somebody pastes into a terminal: what the commands print and the console shows. */

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/** The line that sets a variable for this terminal and what is started from it. */
export function exportLine(shell: Shell, name: string, value: string): string {
  return assign(shell, name, quote(shell, value))
}

/** The same for a file in the folder where one is, under its whole path: what is started from here may go elsewhere. */
export function exportFileHere(shell: Shell, name: string, fileName: string): string {
  return assign(shell, name, `"$PWD/${fileName}"`)
}

/** A command that runs with one variable set, as one pasted line. */
export function withVariable(shell: Shell, assignment: { name: string; value: string }, command: string): string {
  const value = quote(shell, assignment.value)
  if (shell === 'powershell') return `$env:${assignment.name} = ${value}; ${command}`
  return shell === 'fish' ? `env ${assignment.name}=${value} ${command}` : `${assignment.name}=${value} ${command}`
}

/** As one word of a command: bare where no shell finds anything in it. */
export function shellWord(shell: Shell, value: string): string {
  return /^[\w%+=:,./~-]+$/.test(value) && !value.startsWith('~') ? value : quote(shell, value)
}

function assign(shell: Shell, name: string, quoted: string): string {
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `export ${name}=${quoted}`
    case 'fish':
      return `set -gx ${name} ${quoted}`
    case 'powershell':
      return `$env:${name} = ${quoted}`
  }
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
