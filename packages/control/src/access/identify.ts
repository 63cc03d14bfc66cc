import { timingSafeEqual } from 'node:crypto'
import { isAccessToken } from '@tollgate/contract/access-token'
import { Problem } from '../services/problem.ts'
import type { Services } from '../services/verb.ts'
import type { AccessTokenRecord, PersonRecord } from '../storage/records.ts'
import { accessTokenDigest } from './access-token-digest.ts'
import { type Actor, systemActor } from './actor.ts'
import type { Authentication } from './authentication/authentication-contract.ts'
import { grantsOf } from './grants.ts'

/** What is looked at of a request to find out who is asking. */
export interface Asking {
  readonly request: Request
  readonly address: string
  readonly requestId: string
}

export interface IdentifyContext {
  readonly services: Services
  readonly authentication: Pick<Authentication, 'sessionOf' | 'isCrossSite'>
  /** Who can read the data folder may do everything: the token in it, and the organisation that it is for. */
  readonly local: { readonly token: string; readonly organisationId: string }
}

/** How often the last use of a token is written down. */
const noteEveryMs = 60_000

/** Who is asking; throws a Problem where it is nobody, and StoreUnavailable where that cannot be found out. */
export async function identify(context: IdentifyContext, asking: Asking): Promise<Actor> {
  const bearer = bearerOf(asking.request.headers)
  if (bearer === undefined) return await ofSession(context, asking)
  if (isLocal(context, bearer)) return localActor(context, asking)
  // The CLI's tokens come from the log-in itself; a cookie beside a bad token does not count.
  if (bearer.startsWith('tgp_')) return await ofToken(context, asking, bearer)
  return await ofSession(context, asking)
}

function bearerOf(headers: Headers): string | undefined {
  const header = headers.get('authorization')
  if (header === null) return undefined
  const [, token] = /^Bearer ([\x21-\x7e]+)$/i.exec(header) ?? []
  if (token === undefined) throw nobody()
  return token
}

function isLocal({ local }: IdentifyContext, token: string): boolean {
  // Over digests: they have one length, whatever was sent.
  return timingSafeEqual(Buffer.from(accessTokenDigest(token)), Buffer.from(accessTokenDigest(local.token)))
}

function localActor({ local }: IdentifyContext, { address, requestId }: Asking): Actor {
  const actor = systemActor(local.organisationId, { kind: 'system', name: 'this machine', from: address })
  return { ...actor, requestId }
}

async function ofToken({ services }: IdentifyContext, asking: Asking, token: string): Promise<Actor> {
  const { store } = services
  if (!isAccessToken(token)) throw nobody()
  const record = await store.findByDigest('accessToken', accessTokenDigest(token))
  const now = services.now()
  if (record === undefined || (record.expiresAt !== null && record.expiresAt <= now)) throw nobody()
  const person = await store.read(record.organisationId).get('person', record.personId)
  if (person?.state !== 'active') throw nobody()
  if (record.lastUsedAt === null || record.lastUsedAt < now - noteEveryMs) await store.noteTokenUse(record.id, now)
  return await personActor(services, person, { asking, token: record })
}

async function ofSession({ services, authentication }: IdentifyContext, asking: Asking): Promise<Actor> {
  const session = await authentication.sessionOf(asking.request.headers)
  if (session === undefined) throw nobody()
  if (session.transport === 'cookie') refuseForgery(authentication, asking.request)
  const person = await services.store.findPersonByAuthUser(session.authUserId)
  if (person?.state !== 'active') throw nobody()
  return await personActor(services, person, { asking, token: undefined })
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A browser sends its cookie whoever asks it to: what changes something has to come from the console's own pages. */
function refuseForgery(authentication: IdentifyContext['authentication'], request: Request): void {
  const { method, headers } = request
  if (safeMethods.has(method)) return
  const isOwnPage = headers.get('sec-fetch-site') === 'same-origin' || !authentication.isCrossSite(request)
  if (!isOwnPage)
    throw new Problem(
      'forbidden',
      'This request did not come from the console itself (Origin and Sec-Fetch-Site say so): open the console and do it there, or use an access token.',
    )
  // No form of another page can send this type.
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== undefined && type !== 'application/json')
    throw new Problem('forbidden', `With a cookie the body has to be application/json, and it is ${type}.`)
}

async function personActor(
  services: Services,
  person: PersonRecord,
  { asking, token }: { asking: Asking; token: AccessTokenRecord | undefined },
): Promise<Actor> {
  const { grants, teamIds } = await grantsOf(services.store.read(person.organisationId), person.id, services.now())
  return {
    organisationId: person.organisationId,
    audit: {
      kind: token === undefined ? 'person' : 'token',
      id: person.id,
      name: token === undefined ? person.email : `${person.email} (${token.name})`,
    },
    personId: person.id,
    grants,
    teamIds,
    readOnly: token?.readOnly ?? false,
    from: asking.address,
    requestId: asking.requestId,
  }
}

/** One answer for all that is not good: missing, unknown, expired, revoked, suspended. */
function nobody(): Problem {
  return new Problem('unauthenticated', 'Sign in, or send a token that works: Authorization: Bearer ….')
}
