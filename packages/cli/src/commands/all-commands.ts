import type { Entry } from '../command-tree.ts'
import { adminResetPasswordCommand } from './admin-reset-password.ts'
import { applyCommand } from './apply.ts'
import { backupCommand } from './backup.ts'
import { configCheckCommand } from './config-check.ts'
import { connectCodexCommand } from './connect-codex.ts'
import { controlCommand } from './control.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { gatewayCommand } from './gateway.ts'
import { loginCommand } from './login.ts'
import { logoutCommand } from './logout.ts'
import { masterKeyRotateCommand } from './master-key-rotate.ts'
import { restoreCommand } from './restore.ts'
import { seedDemoCommand } from './seed-demo.ts'
import { upCommand } from './up.ts'
import { usageCommand } from './usage.ts'
import { whoamiCommand } from './whoami.ts'

/** Everything that is no noun, in the order of the help. */
export const entries: readonly Entry[] = [
  upCommand,
  { name: 'connect', summary: 'let an agent of this machine use the gateway', verbs: [connectCodexCommand] },
  doctorCommand,
  { name: 'config', summary: 'look after the configuration file', verbs: [configCheckCommand] },
  applyCommand,
  exportCommand,
  loginCommand,
  logoutCommand,
  whoamiCommand,
  usageCommand,
  seedDemoCommand,
  controlCommand,
  gatewayCommand,
  backupCommand,
  restoreCommand,
  { name: 'admin', summary: 'help administrators who are locked out', verbs: [adminResetPasswordCommand] },
  {
    name: 'master-key',
    summary: 'look after the key that stored secrets are encrypted with',
    verbs: [masterKeyRotateCommand],
  },
]
