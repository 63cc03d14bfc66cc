import { join } from 'node:path'
import { Command, Option } from 'commander'
import { codexHomeFor } from '../codex-config/codex-home.ts'
import { connectCodex } from '../codex-config/connect.ts'
import { defaultModel } from '../codex-config/provider-block.ts'
import { undoConnect } from '../codex-config/undo.ts'
import type { CommandContext } from '../command-context.ts'
import { baseUrlFor } from '../gateway-probe/base-url.ts'
import { certificateToTrust } from '../gateway-probe/certificate-file.ts'
import { readRunning } from '../supervisor/up-file.ts'
import { detectShell, type Shell, shells } from '../terminal/shell.ts'

interface ConnectOptions {
  url?: string
  key?: string
  model: string
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
  return await connectCodex(context, {
    ...common,
    isUsualHome,
    baseUrl: base.url,
    model: options.model,
    keyOption: options.key,
    shell: options.shell ?? detectShell(context.environment, context.platform),
    certificate: certificateFor(context, base.url),
  })
}

/** Only the gateway of this data folder has its certificate here; another one's has to be fetched. */
function certificateFor(context: CommandContext, baseUrl: string): string | null {
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:') return null
  const file = readRunning(context)?.certificateFile || join(context.dataFolder, 'tls', 'certificate.pem')
  return certificateToTrust(file, url.hostname)
}
