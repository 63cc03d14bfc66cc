import { keyCreateSchema } from '@tollgate/contract/resources/api-key'
import { Command } from 'commander'
import { type JsonObject, objectOf, textOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { misuse } from '../command-failure.ts'
import { BodyOptions } from '../noun-commands/body.ts'
import { addParentOption, type NounTools } from '../noun-commands/noun-tools.ts'
import { listPath, openSession } from '../noun-commands/session.ts'
import { showJson, showSentence } from '../noun-commands/show.ts'
import { printable } from '../terminal/printable.ts'
import { configFileFor, runControlProgram } from './control-program.ts'
import { keysAreInFile } from './keys-way.ts'

/** What the configuration file can say of a key. */
const inFile = new Set(['application', 'name', 'user', 'type', 'expires', 'config', 'printOnly', 'json'])

export function keysCreateCommand(tools: NounTools): Command {
  const { context, noun } = tools
  const command = new Command('create')
    .summary('make an API key for an application')
    .description(
      'Makes an API key. It is shown once and stored nowhere: whoever loses it makes another one. Where a configuration file manages ' +
        'Tollgate, its hash is written there.',
    )
  addParentOption(command, tools, 'to create')
  const body = new BodyOptions(command, noun, {
    schema: keyCreateSchema,
    settings: { flags: { personId: 'user', expiresAt: 'expires' } },
    secret: { field: 'value', question: 'The key', required: false },
  })
  return command
    .option('--config <file>', 'configuration file to write to (default: the one that is being served, if any)')
    .option('--print-only', 'write nothing: print the lines to add to the file yourself')
    .option('--json', 'print the result as JSON')
    .action(async (options: JsonObject) => {
      const named = textOf(options.config) ?? undefined
      if (options.printOnly === true || (await keysAreInFile(context, named)))
        context.finish(await runControlProgram(context, fileArguments(context, options)))
      else {
        await createByApi(tools, body, options)
        context.finish(0)
      }
    })
}

async function createByApi(
  { context, loadNoun, noun }: NounTools,
  body: BodyOptions,
  options: JsonObject,
): Promise<void> {
  const session = openSession(context, loadNoun)
  const path = await listPath(session, noun, options)
  const given = await body.read(session, options, { isWhole: true })
  const made = objectOf(await session.client.call({ method: 'POST', path, body: given }))
  if (options.json === true) return showJson(session, made)
  const key = textOf(made.key)
  const what = `The key "${printable(String(made.name))}" of ${printable(String(made.applicationName))}`
  showSentence(session, key === null ? `${what} was imported.` : `${what}, shown only this once:\n  ${key}`)
}

function fileArguments(context: CommandContext, options: JsonObject): string[] {
  const other = Object.keys(options).find((name) => !inFile.has(name))
  if (other !== undefined)
    throw misuse(
      `--${other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is nothing that a configuration file can say of a key: leave it out.`,
    )
  if (textOf(options.name) === null) throw misuse('--name is missing.')
  const texts = ['application', 'name', 'user', 'type', 'expires'].flatMap((name) => {
    const value = textOf(options[name])
    return value === null ? [] : [`--${name}`, value]
  })
  const flags = [...(options.printOnly === true ? ['--print-only'] : []), ...(options.json === true ? ['--json'] : [])]
  return ['keys-create', ...texts, '--config', configFileFor(context, textOf(options.config) ?? undefined), ...flags]
}
