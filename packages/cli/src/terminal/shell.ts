import { basename } from 'node:path'
import { type Shell, shells } from '@tollgate/contract/shell-lines'
import type { Environment } from '../command-context.ts'

/** The shell that lines are written for when nobody says which. */
export function detectShell(environment: Environment, platform: NodeJS.Platform): Shell {
  const name = basename(environment.SHELL ?? '')
  const known = shells.find((shell) => shell === name)
  if (known !== undefined) return known
  if (name === 'pwsh') return 'powershell'
  return platform === 'win32' && name === '' ? 'powershell' : 'bash'
}
