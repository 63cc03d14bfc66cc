import { execFile } from 'node:child_process'
import { gatewayReadySchema } from '@tollgate/contract/process-messages'
import { Command } from 'commander'
import { objectOf, textOf } from '../api-client/json.ts'
import type { CommandContext, Environment } from '../command-context.ts'
import { CommandFailure } from '../command-failure.ts'
import { addressesOf } from '../supervisor/addresses.ts'
import { passedToGateway } from '../supervisor/child-environments.ts'
import { runAlone } from './run-alone.ts'

export function gatewayCommand(context: CommandContext): Command {
  return new Command('gateway')
    .summary('start a gateway alone, which gets its configuration from elsewhere')
    .description(
      'Starts a gateway without a control plane, in this terminal. The first time it joins with a token of `tollgate gateways join-token`; ' +
        'from then on it knows where it belongs. Ctrl-C ends it: open calls may finish.',
    )
    .option('--join <token>', 'join token (tgj_…), needed once; or TOLLGATE_JOIN_TOKEN')
    .action(async (options: { join?: string }) => context.finish(await runGateway(context, options)))
}

async function runGateway(context: CommandContext, { join }: { join?: string }): Promise<number> {
  const { environment, dataFolder, mains, stdout } = context
  const certificate = await ensureCertificate(context)
  const gateway: Environment = {
    ...passedToGateway(environment),
    TOLLGATE_HOME: dataFolder,
    TOLLGATE_TLS_CERTIFICATE: certificate.certificateFile,
    TOLLGATE_TLS_KEY: certificate.keyFile,
    ...(join === undefined ? {} : { TOLLGATE_JOIN_TOKEN: join }),
  }
  return await runAlone(context, {
    main: mains.gateway,
    args: [],
    environment: gateway,
    onMessage: (message) => {
      const ready = gatewayReadySchema.safeParse(message).data
      if (ready === undefined) return
      const { https, http } = addressesOf(ready, environment)
      stdout.write(`ready · ${https} · ${http}\n`)
    },
  })
}

/** Control makes certificates: it is asked for the files, and makes them where there are none. */
function ensureCertificate(context: CommandContext): Promise<{ certificateFile: string; keyFile: string }> {
  const settings = { env: { ...context.environment, TOLLGATE_HOME: context.dataFolder }, cwd: context.workingFolder }
  return new Promise((done, reject) => {
    execFile(process.execPath, [context.mains.control, 'certificate'], settings, (error, stdout, stderr) => {
      const answer = error === null ? parse(stdout) : {}
      const certificateFile = textOf(answer.certificateFile)
      const keyFile = textOf(answer.keyFile)
      if (certificateFile !== null && keyFile !== null) return done({ certificateFile, keyFile })
      reject(new CommandFailure(stderr.trim() || 'The certificate could not be made: look at the data folder.'))
    })
  })
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return {}
  }
}
