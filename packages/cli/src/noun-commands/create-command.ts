import { Command } from 'commander'
import { type JsonObject, objectOf, textOf } from '../api-client/json.ts'
import { printable } from '../terminal/printable.ts'
import { withSpinner } from '../terminal/spinner.ts'
import { BodyOptions } from './body.ts'
import type { CreateVerb } from './noun.ts'
import { addParentOption, capital, type NounTools, withArticle } from './noun-tools.ts'
import { listPath, openSession } from './session.ts'
import { showJson, showSentence } from './show.ts'

export function createCommand(tools: NounTools, verb: CreateVerb): Command {
  const { context, loadNoun, noun } = tools
  const summary = verb.summary ?? `make ${withArticle(noun.singular)}`
  const command = new Command(verb.name ?? 'create').summary(summary).description(`${capital(summary)}.`)
  addParentOption(command, tools, 'to create')
  const body = new BodyOptions(command, noun, verb)
  return command.option('--json', 'print what the API answers').action(async (options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const path = await listPath(session, noun, options)
    const request = { method: 'POST' as const, path, body: await body.read(session, options, { isWhole: true }) }
    const record = objectOf(
      await withSpinner(context, `Making ${withArticle(noun.singular)}`, session.client.call(request)),
    )
    if (options.json === true) showJson(session, record)
    else showSentence(session, sentence(tools, verb, record))
    context.finish(0)
  })
}

function sentence({ noun }: NounTools, { say, shownOnce }: CreateVerb, record: JsonObject): string {
  const said = say?.(record) ?? `${capital(noun.singular)} "${printable(noun.nameOf(record))}" was made (${record.id}).`
  const secret = shownOnce === undefined ? null : textOf(record[shownOnce])
  return secret === null ? said : `${said} This is shown only once:\n  ${secret}`
}
