import type { Context } from 'hono'
import { type Actor, allowsSomewhere } from '../access/actor.ts'
import type { Permission } from '../access/permissions.ts'
import { Problem } from '../services/problem.ts'
import type { Services, Verb } from '../services/verb.ts'
import { readInput } from './read-input.ts'
import type { Download, Route } from './route.ts'
import { sendDownload } from './send-download.ts'

/** Who is asking, found out from the request; a Problem where nobody may be. */
export type Identify = (c: Context) => Promise<Actor>

/** One call of a route: who asks → may they → what they say → the verb → its answer. */
export async function handleRoute(
  c: Context,
  route: Route,
  { services, identify }: { services: Services; identify: Identify },
): Promise<Response> {
  const actor = await identify(c)
  admit(actor, route)
  const input = await readInput(c, route)
  const verb: Verb = { ...services, actor, expectedRevision: expectedRevision(c.req.header('if-match')) }
  const answer = await route.run(verb, input)
  if (route.download !== undefined) return sendDownload(c, answer as Download)
  if (route.answer === undefined) return c.body(null, 204)
  // Only what the schema shows goes out, whatever a view might hold by mistake.
  const body = route.answer.parse(answer)
  const revision = revisionOf(body)
  if (revision !== undefined) c.header('etag', `"${revision}"`)
  return c.json(body as object, route.status ?? 200)
}

function admit(actor: Actor, { access, method }: Route): void {
  if (access === 'anyone' || access === 'signed-in') {
    if (actor.readOnly && method !== 'get') throw readOnlyToken()
    return
  }
  if (actor.readOnly && method !== 'get') throw readOnlyToken()
  if (!allowsSomewhere(actor, access)) throw missing(access)
}

function readOnlyToken(): Problem {
  return new Problem('forbidden', 'This token may only read: use one that may write.')
}

function missing(permission: Permission): Problem {
  return new Problem(
    'forbidden',
    `This needs the permission ${permission}: ask an administrator for a role that has it.`,
  )
}

function expectedRevision(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const [, digits] = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(header) ?? []
  if (digits === undefined)
    throw new Problem('invalid', 'If-Match has to be the ETag of the resource, in its quotes: "3".')
  return Number(digits)
}

function revisionOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('revision' in body)) return undefined
  return typeof body.revision === 'number' ? body.revision : undefined
}
