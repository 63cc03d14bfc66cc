import { Command, InvalidArgumentError, Option } from 'commander'
import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import { eachItem, pageItemsMax } from '../api-client/pages.ts'
import type { Filter, ListVerb } from './noun.ts'
import { addParentOption, type NounTools, pluralOf } from './noun-tools.ts'
import { listPath, nameResolver, openSession, type Session } from './session.ts'
import { showJson, showSentence, showTable } from './show.ts'

export function listCommand(tools: NounTools, { filters = [] }: ListVerb): Command {
  const { context, loadNoun, noun } = tools
  const command = new Command('list')
    .summary(`list ${pluralOf(noun)}`)
    .description(`Lists ${pluralOf(noun)}${noun.isPaged === false ? '' : ', a page at a time'}.`)
  addParentOption(command, tools, 'to list')
  for (const { flag, description, choices } of filters) {
    const option = new Option(`--${flag} <${choices === undefined ? 'name' : flag}>`, description)
    command.addOption(choices === undefined ? option : option.choices(choices))
  }
  if (noun.isPaged !== false) {
    command.option('--all', 'every page')
    command.option('--limit <number>', `how many at most (default: 50; 1 to ${pageItemsMax})`, readLimit)
  }
  return command.option('--json', 'print what the API answers').action(async (options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const path = await listPath(session, noun, options)
    const query = await queryOf(session, filters, options)
    const page =
      options.all === true
        ? await everything(session, path, query)
        : await onePage(session, path, { ...query, ...limit(options) })
    if (options.json === true) showJson(session, page)
    else {
      await showTable(session, listOf(page.items).map(objectOf), noun)
      if (typeof page.next === 'string') showSentence(session, 'There are more: add --all.')
    }
    context.finish(0)
  })
}

async function onePage({ client }: Session, path: string, query: Record<string, string>): Promise<JsonObject> {
  return objectOf(await client.call({ method: 'GET', path, query }))
}

async function everything({ client }: Session, path: string, query: Record<string, string>): Promise<JsonObject> {
  const items: JsonObject[] = []
  for await (const item of eachItem(client, { path, query })) items.push(item)
  return { items, next: null }
}

async function queryOf(
  session: Session,
  filters: readonly Filter[],
  options: JsonObject,
): Promise<Record<string, string>> {
  const query: Record<string, string> = {}
  for (const { flag, query: parameter = flag, reference } of filters) {
    const given = options[flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())]
    if (typeof given !== 'string') continue
    query[parameter] = reference === undefined ? given : await nameResolver(session)(reference, given)
  }
  return query
}

function limit({ limit: given }: JsonObject): Record<string, string> {
  return given === undefined ? {} : { limit: String(given) }
}

function readLimit(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > pageItemsMax)
    throw new InvalidArgumentError(`It has to be a number from 1 to ${pageItemsMax}; --all shows everything.`)
  return number
}
