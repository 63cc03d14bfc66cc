import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { buildBundle } from '../bundle/build-bundle.ts'
import type { CommandContext } from '../command-context.ts'
import { buildConsole } from '../console-build/build-console.ts'
import { certificateToTrust } from '../gateway-probe/certificate-file.ts'
import { addressesOf } from '../supervisor/addresses.ts'
import { readyScreen } from '../supervisor/ready-screen.ts'
import { supervise } from '../supervisor/supervise.ts'
import { paletteFor } from '../terminal/palette.ts'
import { detectShell } from '../terminal/shell.ts'

interface UpOptions {
  config?: string
}

export function upCommand(context: CommandContext): Command {
  return new Command('up')
    .summary('start the gateway on this machine, in this terminal')
    .description(
      'Starts everything on this machine and keeps it running in this terminal. When calls can be made it prints a line that ' +
        'starts with "ready", the first API key (once), and what to paste for Codex. Ctrl-C ends it: open calls may finish.',
    )
    .option(
      '--config <file>',
      'configuration to serve (default: tollgate.yaml in the data folder, made at the first start)',
    )
    .addHelpText('after', upHelp)
    .action(async (options: UpOptions) => context.finish(await up(context, options)))
}

/** Resolves with the exit code when everything has ended. */
export async function up(context: CommandContext, options: UpOptions): Promise<number> {
  const { dataFolder, environment, platform, stderr, mains } = context
  buildConsole(context)
  buildBundle(context)
  return await supervise({
    dataFolder,
    configFile: options.config === undefined ? null : resolve(context.workingFolder, options.config),
    environment,
    platform,
    stderr,
    mains,
    onReady({ control, gateway }) {
      const addresses = addressesOf(gateway, environment)
      const facts = {
        seconds: performance.now() / 1000,
        control,
        addresses,
        dataFolder,
        isDefaultFolder: dataFolder === join(context.userFolder, '.tollgate'),
        certificateToTrust: certificateToTrust(control.certificateFile, new URL(addresses.public).hostname),
        shell: detectShell(environment, platform),
        userFolder: context.userFolder,
      }
      context.stdout.write(readyScreen(facts, paletteFor(context.stdout, environment)))
    },
  })
}

const upHelp = `
Environment:
  TOLLGATE_HOME         data folder: configuration, certificate, usage (default: ~/.tollgate)
  TOLLGATE_HTTPS_PORT   port for TLS (default: 8243; 0 takes a free one)
  TOLLGATE_HTTP_PORT    port without TLS, on loopback (default: 8280)
  TOLLGATE_HTTPS_HOST   address to listen on (default: this machine only)
  TOLLGATE_PUBLIC_URL   the gateway's address for others, such as https://gateway.example.com:8243
  TOLLGATE_TLS_CERTIFICATE, TOLLGATE_TLS_KEY
                        your own certificate and key (PEM files) instead of the generated one
  TOLLGATE_DRAIN_MS     how long open calls may take to end (default: 30000)
  OPENAI_API_KEY        the provider's key; without it the built-in demo provider answers`
