import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { controlReadySchema } from '@tollgate/contract/process-messages'
import { Command } from 'commander'
import { buildBundle } from '../bundle/build-bundle.ts'
import type { CommandContext } from '../command-context.ts'
import { buildConsole } from '../console-build/build-console.ts'
import { printable } from '../terminal/printable.ts'
import { runAlone } from './run-alone.ts'

export function controlCommand(context: CommandContext): Command {
  return new Command('control')
    .summary('start the control plane alone, for gateways on other machines')
    .description(
      'Starts the control plane without a gateway, in this terminal: REST API, log-in, and what gateways fetch. Gateways join it with a ' +
        'token of `tollgate gateways join-token`. Ctrl-C ends it.',
    )
    .option('--config <file>', 'configuration file that manages it (default: the database does)')
    .action(async (options: { config?: string }) => context.finish(await runControl(context, options)))
}

async function runControl(context: CommandContext, { config }: { config?: string }): Promise<number> {
  const { environment, dataFolder, mains, stdout, workingFolder } = context
  buildConsole(context)
  buildBundle(context)
  return await runAlone(context, {
    main: mains.control,
    args: ['serve'],
    environment: {
      ...environment,
      TOLLGATE_HOME: dataFolder,
      // Of the link on loopback, which nobody uses here.
      TOLLGATE_CONTROL_TOKEN: environment.TOLLGATE_CONTROL_TOKEN ?? randomBytes(32).toString('hex'),
      ...(config === undefined ? {} : { TOLLGATE_CONFIG: resolve(workingFolder, config) }),
    },
    onMessage: (message) => {
      const ready = controlReadySchema.safeParse(message).data
      if (ready === undefined) return
      const { admin, consoleUrl, warnings } = ready
      const lines = [
        `ready · ${consoleUrl}`,
        ...(admin === null
          ? []
          : [`Administrator  ${printable(admin.email)} · ${admin.password ?? 'with the password that was given'}`]),
        ...warnings.map((warning) => `warning  ${printable(warning)}`),
      ]
      stdout.write(`${lines.join('\n')}\n`)
    },
  })
}
