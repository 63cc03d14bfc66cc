import { policyReplayCreateSchema } from '@tollgate/contract/resources/policy-replay'
import { Command } from 'commander'
import { type JsonObject, objectOf } from '../api-client/json.ts'
import { readGivenText } from '../fields/read-fields.ts'
import { BodyOptions } from '../noun-commands/body.ts'
import type { NounTools } from '../noun-commands/noun-tools.ts'
import { openSession } from '../noun-commands/session.ts'
import { showJson } from '../noun-commands/show.ts'
import { withSpinner } from '../terminal/spinner.ts'
import { readJson } from './read-json.ts'
import { showReplay } from './show-replay.ts'

export function policiesReplayCommand({ context, loadNoun, noun }: NounTools): Command {
  const command = new Command('replay')
    .summary('put the last requests that an API kept through a policy')
    .description(
      'Puts the last requests that an API kept (its --payload-capture) through a policy, as a gateway does. No provider is asked.',
    )
    .option('--config <json>', 'configuration of the policy (or @file, and @- for standard input)')
  const body = new BodyOptions(command, noun, {
    schema: policyReplayCreateSchema,
    settings: { references: { apiId: 'apis' }, hidden: ['config', 'direction'] },
  })
  return command.option('--json', 'print what the API answers').action(async (options: JsonObject) => {
    const session = openSession(context, loadNoun)
    const fields: Record<string, unknown> = await body.read(session, options, { isWhole: true })
    if (typeof options.config === 'string')
      fields.config = readJson('config', await readGivenText(context, options.config))
    const request = { method: 'POST' as const, path: '/policies/replay', body: fields }
    const replay = objectOf(await withSpinner(context, 'Replaying', session.client.call(request)))
    if (options.json === true) showJson(session, replay)
    else showReplay(context, replay)
    context.finish(objectOf(replay.summary).couldNotRun === 0 ? 0 : 1)
  })
}
