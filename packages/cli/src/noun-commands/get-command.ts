import { Command } from 'commander'
import { type JsonObject, objectOf } from '../api-client/json.ts'
import { addParentOption, type NounTools, withArticle } from './noun-tools.ts'
import { itemPath, openSession } from './session.ts'
import { showDetails, showJson } from './show.ts'

export function getCommand(tools: NounTools): Command {
  const { context, loadNoun, noun } = tools
  const what = withArticle(noun.singular)
  const command = new Command('get')
    .summary(`show ${what}`)
    .description(`Shows everything that is known of ${what}.`)
    .argument(`<${noun.singular.replaceAll(' ', '-')}>`, 'its name or id')
  addParentOption(command, tools, 'for names')
  return command.option('--json', 'print what the API answers').action(async (name: string, options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const record = objectOf(
      await session.client.call({ method: 'GET', path: await itemPath(session, noun, { name, options }) }),
    )
    if (options.json === true) showJson(session, record)
    else await showDetails(session, record, noun.references)
    context.finish(0)
  })
}
