import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { stringify } from 'yaml'
import { connectApi } from '../api-client/api-client.ts'
import { at, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import { withSpinner } from '../terminal/spinner.ts'

interface ExportOptions {
  output?: string
  force?: true
  json?: true
}

export function exportCommand(context: CommandContext): Command {
  return new Command('export')
    .summary('write what there is as a configuration file')
    .description(
      'Prints everything that a configuration file can declare, in the form that apply takes. No secret is in it: credentials by name, keys as hashes.',
    )
    .option('-o, --output <path>', 'write it to this file instead')
    .option('--force', 'replace the file if there is one')
    .option('--json', 'as JSON instead of YAML')
    .action(async (options: ExportOptions) => {
      const answer = await withSpinner(
        context,
        'Reading',
        connectApi(context).call({ method: 'GET', path: '/configuration' }),
      )
      const document = objectOf(at(answer, 'document'))
      const text = options.json ? `${JSON.stringify(document, null, 2)}\n` : stringify(document, { lineWidth: 120 })
      if (options.output === undefined) context.stdout.write(text)
      else {
        writeNew(resolve(context.workingFolder, options.output), text, options.force === true)
        context.stdout.write(`Written to ${options.output}.\n`)
      }
      context.finish(0)
    })
}

function writeNew(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw misuse(`${path} is there already: name another file, or add --force.`)
  }
}
