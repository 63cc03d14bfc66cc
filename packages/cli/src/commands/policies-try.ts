import { policyTrialCreateSchema } from '@tollgate/contract/resources/policy-trial'
import { Command } from 'commander'
import { type JsonObject, listOf, objectOf } from '../api-client/json.ts'
import type { CommandContext } from '../command-context.ts'
import { readGivenText } from '../fields/read-fields.ts'
import { BodyOptions } from '../noun-commands/body.ts'
import type { NounTools } from '../noun-commands/noun-tools.ts'
import { openSession } from '../noun-commands/session.ts'
import { showJson } from '../noun-commands/show.ts'
import { withSpinner } from '../terminal/spinner.ts'
import { readJson } from './read-json.ts'
import { showTrial } from './show-trial.ts'

const references = { apiId: 'apis', attachmentId: 'policies', planId: 'plans', teamId: 'teams' }
const orFile = '(or @file, and @- for standard input)'

/** Fields of their own: texts that may be long, and JSON. */
const given: ReadonlyArray<{ readonly name: string; readonly value: string; readonly description: string }> = [
  { name: 'text', value: 'text', description: 'a prompt; with --direction response what a model answers' },
  { name: 'config', value: 'json', description: 'configuration of the policy that --policy names' },
  { name: 'body', value: 'json', description: 'a whole request, as a client sends it' },
  {
    name: 'answer',
    value: 'text',
    description: 'what the provider answers: a text, a JSON object, or a list of events',
  },
]

export function policiesTryCommand({ context, loadNoun, noun }: NounTools): Command {
  const command = new Command('try')
    .summary('put a prompt, a request or an answer through policies')
    .description('Puts a prompt, a request or an answer through policies, as a gateway does. No provider is asked.')
  for (const { name, value, description } of given) command.option(`--${name} <${value}>`, `${description} ${orFile}`)
  const body = new BodyOptions(command, noun, {
    schema: policyTrialCreateSchema,
    settings: { references, hidden: given.map(({ name }) => name) },
  })
  return command.option('--json', 'print what the API answers').action(async (options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const fields = { ...(await body.read(session, options, { isWhole: true })), ...(await readGiven(context, options)) }
    const request = { method: 'POST' as const, path: '/policies/try', body: fields }
    const trial = objectOf(await withSpinner(context, 'Trying', session.client.call(request)))
    if (options.json === true) showJson(session, trial)
    else showTrial(context, trial)
    // A refusal is what many try for; a policy that could not run is what nobody does.
    const failed = listOf(trial.verdicts).some((verdict) => objectOf(verdict).verdict === 'could-not-run')
    context.finish(failed ? 1 : 0)
  })
}

async function readGiven(context: CommandContext, options: JsonObject): Promise<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  for (const { name, value } of given) {
    const option = options[name]
    if (typeof option !== 'string') continue
    const text = await readGivenText(context, option)
    fields[name] = value === 'text' ? textOrJson(name, text) : readJson(name, text)
  }
  return fields
}

/** An answer that looks like JSON is JSON; a prompt is a text whatever it looks like. */
function textOrJson(name: string, text: string): unknown {
  return name === 'answer' && /^\s*[[{]/.test(text) ? readJson(name, text) : text
}
