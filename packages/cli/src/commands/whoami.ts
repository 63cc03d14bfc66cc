import { Command } from 'commander'
import { connectApi } from '../api-client/api-client.ts'
import { at, listOf, textOf } from '../api-client/json.ts'
import { shownFingerprint } from '../api-client/trust.ts'
import type { CommandContext } from '../command-context.ts'
import { printable } from '../terminal/printable.ts'
import { withSpinner } from '../terminal/spinner.ts'

export function whoamiCommand(context: CommandContext): Command {
  return new Command('whoami')
    .summary('show which Tollgate the commands talk to, and as whom')
    .description(
      'Shows the address, who you are there, your roles, and where that was found: variables, log-in, or this machine.',
    )
    .option('--json', 'print what the API answers')
    .action(async ({ json }: { json?: true }) => {
      const { connection, call } = connectApi(context)
      const me = await withSpinner(context, `Asking ${connection.url}`, call({ method: 'GET', path: '/me' }))
      if (json) context.stdout.write(`${JSON.stringify(me, null, 2)}\n`)
      else {
        const file = textOf(at(me, 'managedFile'))
        const lines = [
          `${nameInAnswer(me)} at ${connection.url} (${sources[connection.source]})`,
          `Roles: ${rolesIn(me)}`,
          ...(file === null ? [] : [`Configured by the file ${printable(file)}: what it declares is changed there.`]),
          ...(connection.trust.kind === 'public-key'
            ? [`SHA-256 of the certificate's key: ${shownFingerprint(connection.trust.fingerprint)}`]
            : []),
        ]
        context.stdout.write(`${lines.join('\n')}\n`)
      }
      context.finish(0)
    })
}

const sources = {
  environment: 'by TOLLGATE_URL and TOLLGATE_TOKEN',
  'log-in': 'by npx tollgate login',
  'this-machine': 'on this machine',
} as const

/** `Alice (alice@example.com)`. */
export function nameInAnswer(me: unknown): string {
  const person = at(me, 'person') ?? me
  const name = textOf(at(person, 'name'))
  const email = textOf(at(person, 'email'))
  if (name === null && email === null) return 'this machine'
  return printable(name === null || email === null ? (name ?? email ?? '') : `${name} (${email})`, 200)
}

function rolesIn(me: unknown): string {
  const grants = listOf(at(me, 'grants') ?? at(me, 'roles'))
  const shown = grants.map((grant) => {
    if (typeof grant === 'string') return grant
    const kind = textOf(at(grant, 'scope.kind')) ?? textOf(at(grant, 'scope'))
    return `${at(grant, 'role')}${kind === null || kind === 'organisation' ? '' : ` of ${withId(kind, at(grant, 'scope.id'))}`}`
  })
  return shown.length === 0 ? 'none' : printable(shown.join(', '))
}

function withId(kind: string, id: unknown): string {
  return typeof id === 'string' ? `${kind} ${id}` : kind
}
