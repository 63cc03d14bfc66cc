import { routes } from '../../packages/control/src/http/routes.ts'

/** docs/reference/rest-api.md, its tables made of the routes themselves. */
export function restApiPage(): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))]
  const sections = tags.map((tag) => {
    const rows = routes.filter((route) => route.tag === tag)
    const lines = rows.map(({ method, path, summary, access }) => row(method, path, [summary, needed(access)]))
    return `### ${tag}\n\n| route | what it does | needs |\n|---|---|---|\n${lines.join('\n')}\n`
  })
  return [opening, ...sections].join('\n')
}

function row(method: string, path: string, cells: readonly string[]): string {
  return `| \`${method.toUpperCase()} ${path}\` | ${cells.join(' | ')} |`
}

function needed(access: string): string {
  return access === 'signed-in' ? 'a log-in' : `\`${access}\``
}

const opening = `# REST API

Everything that Tollgate is made of, at \`https://localhost:9443/api/v1\`. Whoever works with a program needs this page; the [commands](commands.md) do the same. The
whole description, every field of it, is served: as OpenAPI 3.1 at \`/api/v1/openapi.json\`, and to read and try at \`/api/docs\`.

\`\`\`sh
curl --cacert ~/.tollgate/tls/certificate.pem -H "Authorization: Bearer $TOLLGATE_TOKEN" https://localhost:9443/api/v1/apis
\`\`\`

- **Who asks.** Programs send an access token, \`Authorization: Bearer tgp_…\`; one makes it after a log-in, \`POST /access-tokens\` or
  \`npx tollgate tokens create\`, and it may do what its person may, or only read. Browsers have a session cookie from the page \`/log-in\`; what they change has to
  come from Tollgate's own origin. Log-in, passwords, second factor and the code of \`npx tollgate login\` are below \`/api/auth/\`. Which role may call what:
  [access.md](access.md).
- **Errors** are \`application/problem+json\` (RFC 9457) with \`title\`, \`detail\` (what to do), \`requestId\` (also in \`x-request-id\`), and \`errors\`: each \`field\` with its
  \`reason\`. 400 not right, 401 not signed in, 403 not allowed, 404 not there (or not yours), 405 another method, 409 not as things are, 412 changed
  meanwhile, 429 too often, 503 the database does not answer. A field that is not known is refused by its name.
- **Two at once.** What has a \`revision\` answers it as \`ETag\`. Sent back in \`If-Match\`, a change is done only if nobody else was faster; else 412.
- **Lists** have \`items\` and \`next\`. \`limit\` is 50, at most 200; \`after\` takes the \`next\` of the page before; \`null\` was the last one.
- **PATCH** changes the fields that are given. Ids stay what they are; names may change. A change is in force at every gateway within a second of the answer.
- **Secrets** go in and never come out. What is made for somebody else to use (API keys, tokens, links) is in the answer that made it, once.
- What a configuration file manages has \`"managedBy": "file"\`, and is changed there: 409.

\`GET /api/v1/health\` says, to anybody, that it is up.

## Routes

Below \`/api/v1\`. "Needs" is the permission, everywhere or for the team or API in question; \`npx tollgate roles explain --json\` says which role has it.

This page is written by \`node tests/docs/write-rest-api-page.ts\`.
`
