import { Command } from 'commander'
import { type JsonObject, textOf } from '../api-client/json.ts'
import { misuse } from '../command-failure.ts'
import { addParentOption, type NounTools } from '../noun-commands/noun-tools.ts'
import { itemPath, openSession } from '../noun-commands/session.ts'
import { showJson, showSentence } from '../noun-commands/show.ts'
import { printable } from '../terminal/printable.ts'
import { configFileFor, runControlProgram } from './control-program.ts'
import { keysAreInFile } from './keys-way.ts'

export function keysRevokeCommand(tools: NounTools): Command {
  const { context } = tools
  const command = new Command('revoke')
    .summary('take an API key back, for good')
    .description(
      'Revokes a key: every gateway refuses it within a second. Where a configuration file manages Tollgate, it is marked there.',
    )
    .argument('[key]', 'its name or id')
    .option('--name <name>', 'its name, instead')
  addParentOption(command, tools, 'for names')
  return command
    .option('--config <file>', 'configuration file to write to (default: the one that is being served, if any)')
    .option('--json', 'print the result as JSON')
    .action(async (key: string | undefined, options: JsonObject) => {
      const name = key ?? textOf(options.name)
      if (name === null) throw misuse('Say which key: its name or its id.')
      const named = textOf(options.config) ?? undefined
      if (await keysAreInFile(context, named)) {
        const application = textOf(options.application)
        const args = ['--name', name, ...(application === null ? [] : ['--application', application])]
        const flags = ['--config', configFileFor(context, named), ...(options.json === true ? ['--json'] : [])]
        context.finish(await runControlProgram(context, ['keys-revoke', ...args, ...flags]))
      } else {
        await revokeByApi(tools, name, options)
        context.finish(0)
      }
    })
}

async function revokeByApi({ context, loadNoun, noun }: NounTools, name: string, options: JsonObject): Promise<void> {
  const session = openSession(context, loadNoun)
  const path = await itemPath(session, noun, { name, options })
  const revoked = await session.client.call({ method: 'POST', path: `${path}/revoke`, body: {} })
  if (options.json === true) showJson(session, revoked)
  else showSentence(session, `The key "${printable(name)}" is revoked; every gateway refuses it at once.`)
}
