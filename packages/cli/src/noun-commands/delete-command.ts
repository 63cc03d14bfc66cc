import { Command } from 'commander'
import type { JsonObject } from '../api-client/json.ts'
import { printable } from '../terminal/printable.ts'
import { confirm } from './confirm.ts'
import type { DeleteVerb } from './noun.ts'
import { addParentOption, capital, type NounTools, withArticle } from './noun-tools.ts'
import { itemPath, openSession } from './session.ts'
import { showJson, showSentence } from './show.ts'

export function deleteCommand(
  tools: NounTools,
  { name: verb = 'delete', summary, effect = '', flags = [] }: DeleteVerb,
): Command {
  const { context, loadNoun, noun } = tools
  const said = summary ?? `${verb} ${withArticle(noun.singular)}`
  const command = new Command(verb)
    .summary(said)
    .description(`${capital(said)}. It asks first; without a terminal it needs --yes.`)
    .argument(`<${noun.singular.replaceAll(' ', '-')}>`, 'its name or id')
  addParentOption(command, tools, 'for names')
  for (const flag of flags) command.option(`--${flag.name}`, flag.description)
  return command
    .option('--yes', 'do not ask')
    .option('--json', 'print the result as JSON')
    .action(async (name: string, options: JsonObject) => {
      const session = openSession(context, loadNoun)
      const path = await itemPath(session, noun, { name, options })
      const shown = `${noun.singular} "${printable(name)}"`
      await confirm(context, `${capital(verb)} the ${shown}?${effect}`, options.yes === true)
      const query = Object.fromEntries(
        flags.filter((flag) => options[flag.name] === true).map((flag) => [flag.name, 'true']),
      )
      await session.client.call({ method: 'DELETE', path, query })
      if (options.json === true) showJson(session, { deleted: true, [noun.singular]: name })
      else showSentence(session, `${capital(shown)} is gone.`)
      context.finish(0)
    })
}
