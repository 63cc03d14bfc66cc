import { Command } from 'commander'
import { type JsonObject, objectOf } from '../api-client/json.ts'
import { misuse } from '../command-failure.ts'
import { printable } from '../terminal/printable.ts'
import { BodyOptions } from './body.ts'
import type { UpdateVerb } from './noun.ts'
import { addParentOption, capital, type NounTools, withArticle } from './noun-tools.ts'
import { itemPath, openSession } from './session.ts'
import { showJson, showSentence } from './show.ts'

export function updateCommand(tools: NounTools, verb: UpdateVerb): Command {
  const { context, loadNoun, noun } = tools
  const what = withArticle(noun.singular)
  const command = new Command('update')
    .summary(`change ${what}`)
    .description(`Changes ${what}. What no flag names stays as it is.`)
    .argument(`<${noun.singular.replaceAll(' ', '-')}>`, 'its name or id')
  addParentOption(command, tools, 'for names')
  const body = new BodyOptions(command, noun, verb)
  return command.option('--json', 'print what the API answers').action(async (name: string, options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const changes = await body.read(session, options, { isWhole: false })
    if (Object.keys(changes).length === 0) throw misuse('Say what to change: --help lists the flags.')
    const path = await itemPath(session, noun, { name, options })
    const record = objectOf(await session.client.call({ method: 'PATCH', path, body: changes }))
    if (options.json === true) showJson(session, record)
    else showSentence(session, `${capital(noun.singular)} "${printable(noun.nameOf(record))}" was changed.`)
    context.finish(0)
  })
}
