import { Command } from 'commander'
import { type JsonObject, listOf, objectOf, textOf } from '../api-client/json.ts'
import { printable } from '../terminal/printable.ts'
import { withSpinner } from '../terminal/spinner.ts'
import { BodyOptions } from './body.ts'
import { confirm } from './confirm.ts'
import type { ActionVerb } from './noun.ts'
import { addParentOption, capital, type NounTools } from './noun-tools.ts'
import { itemPath, listPath, nameResolver, openSession, type Session } from './session.ts'
import { showDetails, showJson, showSentence, showTable } from './show.ts'

/** A verb that is no plain creating, changing or deleting: publish, rotate, approve. */
export function actionCommand(tools: NounTools, verb: ActionVerb): Command {
  const { context, loadNoun, noun } = tools
  const command = new Command(verb.name).summary(verb.summary).description(`${capital(verb.summary)}.`)
  if (verb.target === 'one') command.argument(`<${noun.singular.replaceAll(' ', '-')}>`, 'its name or id')
  addParentOption(command, tools, verb.target === 'one' ? 'for names' : 'to create')
  if (verb.pathOption !== undefined)
    command.requiredOption(`--${verb.pathOption.name} <name>`, verb.pathOption.description)
  const { schema } = verb
  const body = schema === undefined ? null : new BodyOptions(command, noun, { ...verb, schema })
  if (verb.question !== undefined) command.option('--yes', 'do not ask')
  command.option('--json', 'print what the API answers')
  const run = async (name: string, options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const base = await basePath(session, tools, { verb, name, options })
    const given = body === null ? {} : await body.read(session, options, { isWhole: true, base })
    if (verb.question !== undefined)
      await confirm(context, verb.question.replace('{name}', `"${printable(name)}"`), options.yes === true)
    const sent = verb.method === 'GET' || verb.method === 'DELETE' ? {} : { body: { ...verb.body, ...given } }
    const request = { method: verb.method, path: base + (await ownPath(session, verb, { base, options })), ...sent }
    const answer = await withSpinner(context, verb.working ?? capital(verb.summary), session.client.call(request))
    context.finish(await showAnswer(session, tools, { verb, answer, name, isJson: options.json === true }))
  }
  return verb.target === 'one'
    ? command.action(run)
    : command.action(async (options: JsonObject) => await run('', options))
}

async function basePath(
  session: Session,
  { noun }: NounTools,
  { verb, name, options }: { verb: ActionVerb; name: string; options: JsonObject },
): Promise<string> {
  if (verb.at !== undefined) return verb.at
  return verb.target === 'one'
    ? await itemPath(session, noun, { name, options })
    : await listPath(session, noun, options)
}

async function ownPath(
  session: Session,
  { path, pathOption }: ActionVerb,
  { base, options }: { base: string; options: JsonObject },
): Promise<string> {
  if (pathOption === undefined) return path
  const id = await nameResolver(session, base)(pathOption.noun, String(options[pathOption.name]))
  return path.replace(`{${pathOption.name}}`, encodeURIComponent(id))
}

interface Outcome {
  readonly verb: ActionVerb
  readonly answer: unknown
  readonly name: string
  readonly isJson: boolean
}

async function showAnswer(
  session: Session,
  { noun }: NounTools,
  { verb, answer, name, isJson }: Outcome,
): Promise<number> {
  const { output } = verb
  const record = objectOf(answer)
  const exitCode = output.kind === 'sentence' && output.failed?.(record) === true ? 1 : 0
  if (isJson) showJson(session, answer)
  else if (output.kind === 'table') await showTable(session, listOf(record.items).map(objectOf), output)
  else if (output.kind === 'details') await showDetails(session, record, noun.references)
  else showSentence(session, output.say(record, printable(name)) + secretOf(record, output))
  return exitCode
}

function secretOf(record: JsonObject, output: ActionVerb['output']): string {
  const secret = output.kind === 'shown-once' ? textOf(record[output.field]) : null
  return secret === null ? '' : ` This is shown only once:\n  ${secret}`
}
