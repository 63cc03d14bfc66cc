import { hostname } from 'node:os'
import type { ControlReady, ProcessFailed } from '@tollgate/contract/process-messages'
import { policies } from '@tollgate/gateway/policies/index'
import { destination, type Logger, pino } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { type CommandLine, parseCommandLine } from './command-line.ts'
import { adminResetPassword } from './commands/admin-reset-password.ts'
import { backup, restore } from './commands/backup.ts'
import { certificate } from './commands/certificate.ts'
import { configCheck } from './commands/config-check.ts'
import { keysCreate } from './commands/keys-create.ts'
import { keysRevoke } from './commands/keys-revoke.ts'
import { masterKeyRotate } from './commands/master-key-rotate.ts'
import { plansSimulate } from './commands/plans-simulate.ts'
import { seedDemo } from './commands/seed-demo.ts'
import { serve } from './commands/serve.ts'
import { usageReconcile } from './commands/usage-reconcile.ts'
import { createPolicyCatalogue } from './config/policy-catalogue.ts'
import { PlainFailure } from './plain-failure.ts'
import { readSettings, requireConfigFile } from './settings.ts'

/** `node main.ts <command>`: the control plane and its commands (command-line.ts). */
const log: Logger = pino({ base: { process: 'control' } }, destination({ dest: 2, sync: true }))
process.exit(await main())

async function main(): Promise<number> {
  try {
    await run(parseCommandLine(process.argv.slice(2)))
    return 0
  } catch (error) {
    await fail(error)
    return 1
  }
}

async function run(commandLine: CommandLine): Promise<void> {
  const settings = readSettings(process.env, commandLine.config)
  const catalogue = createPolicyCatalogue(policies)
  switch (commandLine.command) {
    case 'serve': {
      const onReady = (ready: ControlReady) => void tell(ready)
      const { version } = manifest
      const stop = stopSignal()
      return await serve({ settings, policies: catalogue, hostname: hostname(), version, log, onReady, stop })
    }
    case 'config-check':
      return print(configCheck(requireConfigFile(settings), { ...settings, policies: catalogue }))
    case 'certificate':
      return print(await certificate(settings, hostname()))
    case 'backup':
      return print(await backup(settings, commandLine.file))
    case 'restore':
      return print(await restore(settings, commandLine.file))
    case 'master-key-rotate':
      return print(await masterKeyRotate(settings))
    case 'admin-reset-password':
      return print(
        await adminResetPassword({ settings, policies: catalogue, log: pino({ level: 'silent' }) }, commandLine.email),
      )
    case 'keys-create':
      return print(keysCreate(settings, commandLine.options, Date.now()))
    case 'keys-revoke':
      return print(keysRevoke(settings, commandLine.options))
    case 'plans-simulate':
      return print(await plansSimulate(settings, commandLine.options))
    case 'seed-demo':
      return print(await seedDemo(settings, commandLine.options, Date.now()))
    case 'usage-reconcile': {
      const { text, difference } = await usageReconcile(settings, commandLine.options)
      await print(text)
      if (difference !== undefined) throw new PlainFailure(difference)
    }
  }
}

/** SIGTERM, Ctrl-C, and the end of whoever started us. */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  const stop = () => controller.abort()
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
  // It may have happened while the modules were being read. (undefined: nobody started us over IPC.)
  if (process.connected === false) stop()
  return controller.signal
}

/** One sentence for a person; whoever started us over IPC shows it, so that it is not said twice. */
async function fail(error: unknown): Promise<void> {
  const isPlain = error instanceof PlainFailure
  if (!isPlain) log.error({ err: error }, 'control failed')
  const message = isPlain ? error.message : 'Something went wrong inside Tollgate: the log says what.'
  if (process.connected) await tell({ type: 'failed', message })
  else process.stderr.write(`${message}\n`)
}

async function tell(message: ControlReady | ProcessFailed): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.send === undefined) resolve()
    else process.send(message, () => resolve())
  })
}

async function print(text: string): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
}
