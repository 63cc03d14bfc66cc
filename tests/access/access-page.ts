import { endpoints } from '@tollgate/control/access/authentication/endpoints'
import { metricsRoute, openRoutes } from '@tollgate/control/http/app'
import { routes } from '@tollgate/control/http/routes'
import type { IdentityName } from './identities.ts'
import type { Matrix } from './matrix.ts'

const columns: ReadonlyArray<readonly [IdentityName, string]> = [
  ['anonymous', 'nobody'],
  ['viewer', 'viewer'],
  ['developer', 'developer'],
  ['publisher', 'publisher'],
  ['admin', 'admin'],
  ['otherOrganisation', 'admin elsewhere'],
]

const opening = `# Who may call what

Every route of the control plane, and what each role is answered that it has in the whole organisation. The REST API asks for a token or a
session, the log-in routes for the session of a browser. Measured at a running Tollgate by \`node tests/access/update.ts\`, which writes this
page; a test compares.

- **yes**: it is done. **302**: the browser is sent on to another page.
- **401**: sign in first. A token that is unknown, expired, or of somebody who is suspended is answered so everywhere but at the routes that
  *nobody* may call too.
- **403**: the role has no permission for it.
- **404**: there is no such thing, as far as this caller may know. An id of another organisation is answered like one that never existed.
- **400** and the like: the caller was let through, and what was asked could not be done for them.

A developer is measured on an application of a team of theirs; on the applications of others they are answered 404. A role may also be given for
one team or one API, and holds there alone. A token that may only read is answered 403 wherever something would change. Nobody makes an access token with an
access token: it takes a session.
`

/** docs/reference/access.md, made of the measured table. */
export function accessPage(matrix: Matrix): string {
  const section = (title: string, names: readonly string[]) =>
    `\n## ${title}\n\n| route | ${columns.map(([, title]) => title).join(' | ')} |\n|---|${'---|'.repeat(columns.length)}\n${names.map((name) => row(name, matrix)).join('\n')}\n`
  const tags = [...new Set(routes.map(({ tag }) => tag))]
  const names = (tag: string) =>
    routes.filter((route) => route.tag === tag).map(({ method, path }) => `${method} /api/v1${path}`)
  return [
    opening,
    section(
      'Open to everybody',
      openRoutes.map(({ method, path }) => `${method} ${path}`),
    ),
    section('Metrics', [`${metricsRoute.method} ${metricsRoute.path}`]),
    section(
      'Log-in',
      endpoints.map(({ method, path }) => `${method} ${path}`),
    ),
    ...tags.map((tag) => section(tag, names(tag))),
  ].join('')
}

function row(name: string, matrix: Matrix): string {
  const [method = '', path = ''] = name.split(' ')
  const cells = columns.map(([identity]) => {
    const status = matrix[name]?.[identity]
    return status === 200 ? 'yes' : status
  })
  return `| \`${method.toUpperCase()} ${path}\` | ${cells.join(' | ')} |`
}
