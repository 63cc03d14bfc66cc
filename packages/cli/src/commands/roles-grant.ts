import { Command, Option } from 'commander'
import { objectOf } from '../api-client/json.ts'
import { misuse } from '../command-failure.ts'
import type { NounTools } from '../noun-commands/noun-tools.ts'
import { nameResolver, openSession } from '../noun-commands/session.ts'
import { showJson, showSentence } from '../noun-commands/show.ts'
import { printable } from '../terminal/printable.ts'

interface GrantOptions {
  person?: string
  team?: string
  role: string
  onTeam?: string
  onApi?: string
  json?: true
}

type ResolveName = ReturnType<typeof nameResolver>

export function rolesGrantCommand({ context, loadNoun, noun }: NounTools): Command {
  return new Command('grant')
    .summary('give somebody a role')
    .description('Gives a person or a team a role: everywhere, or for one team or one API.')
    .option('--person <name>', 'whom, by e-mail')
    .option('--team <name>', 'or everybody of this team')
    .addOption(
      new Option('--role <role>', 'which role')
        .choices(['admin', 'publisher', 'developer', 'viewer'])
        .makeOptionMandatory(),
    )
    .option('--on-team <name>', 'only for this team')
    .option('--on-api <name>', 'only for this API (name/version)')
    .option('--json', 'print what the API answers')
    .action(async (options: GrantOptions) => {
      checkOptions(options)
      const session = openSession(context, loadNoun)
      const resolve = nameResolver(session)
      const body = { ...(await subject(options, resolve)), role: options.role, ...(await scope(options, resolve)) }
      const binding = objectOf(await session.client.call({ method: 'POST', path: noun.path, body }))
      if (options.json) showJson(session, binding)
      else
        showSentence(
          session,
          `${printable(String(binding.subjectName))} is ${binding.role}${where(binding.scopeName)} (${binding.id}).`,
        )
      context.finish(0)
    })
}

function checkOptions({ person, team, onTeam, onApi }: GrantOptions): void {
  if ((person === undefined) === (team === undefined)) throw misuse('Say who gets it: --person or --team.')
  if (onTeam !== undefined && onApi !== undefined)
    throw misuse('--on-team and --on-api are both given: use one of them.')
}

async function subject({ person, team }: GrantOptions, resolve: ResolveName) {
  return person === undefined
    ? { subjectKind: 'team', subjectId: await resolve('teams', team ?? '') }
    : { subjectKind: 'person', subjectId: await resolve('people', person) }
}

async function scope({ onTeam, onApi }: GrantOptions, resolve: ResolveName) {
  if (onTeam !== undefined) return { scopeKind: 'team', scopeId: await resolve('teams', onTeam) }
  return onApi === undefined ? {} : { scopeKind: 'api', scopeId: await resolve('apis', onApi) }
}

function where(scopeName: unknown): string {
  return typeof scopeName === 'string' ? ` for ${printable(scopeName)}` : ''
}
