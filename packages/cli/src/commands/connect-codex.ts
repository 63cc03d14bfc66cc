import { join, resolve } from 'node:path'
import { defaultModel } from '@tollgate/contract/codex-provider'
import { type Shell, shells } from '@tollgate/contract/shell-lines'
import { Command, Option } from 'commander'
import { codexHomeFor } from '../codex-config/codex-home.ts'
import { connectCodex } from '../codex-config/connect.ts'
import { undoConnect } from '../codex-config/undo.ts'
import type { CommandContext } from '../command-context.ts'
import { baseUrlFor } from '../gateway-probe/base-url.ts'
import { certificateToTrust, readCertificate } from '../gateway-probe/certificate-file.ts'
import { readRunning } from '../supervisor/up-file.ts'
import { detectShell } from '../terminal/shell.ts'

interface ConnectOptions {
  url?: string
  key?: string
  model: string
  header?: string
  certificate?: string
  dryRun?: true
  undo?: true
  yes?: true
  shell?: Shell
  codexHome?: string
}

export function connectCodexCommand(context: CommandContext): Command {
  return new Command('codex')
    .summary('let the Codex CLI of this machine use the gateway')
    .description(
      "Changes Codex's config.toml so that Codex calls the gateway. It shows the change first, keeps a backup, leaves everything " +
        'else in the file as it is, and then says what to set in the terminal that runs Codex. The key is never written to the file.',
    )
    .option('--url <url>', 'address of the API (default: the one of the gateway on this machine)')
    .option(
      '--key <key>',
      'API key for a test call (default: OPENAI_AUTH_TOKEN, else you are asked; the option shows in ps)',
    )
    .option('--model <name>', 'model that Codex asks for', defaultModel)
    .option('--header <name>', 'header that carries the key, where the API wants one of its own')
    .option('--certificate <file>', 'certificate of the gateway (PEM), where nobody trusts it by itself')
    .option('--dry-run', 'show the change and stop')
    .option('--undo', 'put back what the file was before')
    .option('--yes', 'do not ask')
    .addOption(new Option('--shell <shell>', 'whose lines to print (default: the one you use)').choices(shells))
    .option('--codex-home <folder>', "Codex's folder (default: CODEX_HOME, else ~/.codex)")
    .action(async (options: ConnectOptions) => context.finish(await connectOrUndo(context, options)))
}

async function connectOrUndo(context: CommandContext, options: ConnectOptions): Promise<number> {
  const { path: codexHome, isUsual: isUsualHome } = codexHomeFor(context, options.codexHome)
  const common = { codexHome, dryRun: options.dryRun === true, yes: options.yes === true, now: new Date() }
  if (options.undo) return await undoConnect(context, common)
  const base = baseUrlFor(context, options.url)
  if (!base.ok) {
    context.stderr.write(`${base.message}\n`)
    return 2
  }
  const certificate = findCertificate(context, base.url, options.certificate)
  if (certificate === undefined) {
    context.stderr.write(
      `${options.certificate} holds no certificate that can be read: give the PEM file of the gateway.\n`,
    )
    return 2
  }
  return await connectCodex(context, {
    ...common,
    isUsualHome,
    baseUrl: base.url,
    model: options.model,
    header: options.header,
    keyOption: options.key,
    shell: options.shell ?? detectShell(context.environment, context.platform),
    certificate,
  })
}

/** The file that Codex is to trust; null: none is needed; undefined: the one that was named is none. */
function findCertificate(
  context: CommandContext,
  baseUrl: string,
  named: string | undefined,
): string | null | undefined {
  if (named === undefined) return certificateFor(context, baseUrl)
  const file = resolve(context.workingFolder, named)
  return readCertificate(file) === null ? undefined : file
}

/** Only the gateway of this data folder has its certificate here; another one's has to be fetched. */
function certificateFor(context: CommandContext, baseUrl: string): string | null {
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:') return null
  const file = readRunning(context)?.certificateFile || join(context.dataFolder, 'tls', 'certificate.pem')
  return certificateToTrust(file, url.hostname)
}
