import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemActor } from '@tollgate/control/access/actor'
import { createPolicyCatalogue } from '@tollgate/control/config/policy-catalogue'
import { invitePerson } from '@tollgate/control/services/person/invite'
import type { Services } from '@tollgate/control/services/verb'
import { readSettings } from '@tollgate/control/settings'
import { layFoundation } from '@tollgate/control/start/foundation'
import { makeServices } from '@tollgate/control/start/make-services'
import { policies } from '@tollgate/gateway/policies/index'
import { pino } from 'pino'
import { buildOnce } from '../console/build-once.ts'
import { type RunningTollgate, startTollgate } from '../harness/start-tollgate.ts'
import { bearer, Client } from './client.ts'
import type { Identity, IdentityName } from './identities.ts'
import { makeObjects, type ObjectIds } from './objects.ts'
import { makeToken, ok, type SignedUp, signIn, signUp } from './people.ts'
import { StoreState } from './store-state.ts'

/** A whole Tollgate with two organisations; the first has one object of each kind, and people of every role. */
export interface World extends AsyncDisposable {
  readonly tollgate: RunningTollgate
  readonly client: Client
  readonly state: StoreState
  readonly organisationId: string
  /** The token of this machine, which may do everything in the first organisation. */
  readonly local: { readonly authorization: string }
  readonly identities: Readonly<Record<IdentityName, Identity>>
  readonly people: Readonly<Record<PersonName, SignedUp>>
  readonly ids: ObjectIds
}

type PersonName = 'viewer' | 'developer' | 'publisher' | 'admin' | 'colleague' | 'suspended' | 'otherOrganisation'

export async function startWorld(environment: Readonly<Record<string, string>> = {}): Promise<World> {
  // Its addresses are routes as well, and answer 503 while it is not there.
  await buildOnce()
  await using started = new AsyncDisposableStack()
  const tollgate = started.use(await startTollgate({ environment }))
  const client = new Client(consoleUrlOf(tollgate), tollgate.certificateFile)
  started.defer(() => client.close())
  const local = bearer(readFileSync(join(tollgate.home, 'secrets', 'local-token'), 'utf8').trim())
  const state = started.use(new StoreState(join(tollgate.home, 'tollgate.db')))
  const store = await openBeside(tollgate, client)
  started.defer(() => store.close())
  const organisationId = store.organisationId
  const invite = async (name: string, role: string) => {
    const body = { email: `${name}@acme.example`, name, roles: [role] }
    const { json } = ok(await client.send({ method: 'POST', path: '/api/v1/people', headers: local, body }))
    return await signUp(client, { id: String(json.id), email: body.email, url: String(json.invitationUrl) })
  }
  const people = {
    viewer: await invite('viewer', 'viewer'),
    developer: await invite('developer', 'developer'),
    publisher: await invite('publisher', 'publisher'),
    admin: await invite('admin', 'admin'),
    colleague: await invite('colleague', 'developer'),
    suspended: await invite('suspended', 'developer'),
    otherOrganisation: await signUp(client, await inviteElsewhere(store.services)),
  }
  const ids = await makeObjects({ client, local, people, organisationId, services: store.services })
  const identities = await makeIdentities({ client, state, people })
  ok(await client.send({ method: 'POST', path: `/api/v1/people/${people.suspended.id}/suspend`, headers: local }))
  state.keep()
  const all = started.move()
  return {
    ...{ tollgate, client, state, organisationId, local, identities, people, ids },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

export function consoleUrlOf({ home }: Pick<RunningTollgate, 'home'>): string {
  return String(JSON.parse(readFileSync(join(home, 'run', 'up.json'), 'utf8')).consoleUrl)
}

/** The verbs of a second control process on the same store: there is no route that makes an organisation. */
async function openBeside(tollgate: RunningTollgate, client: Client) {
  const settings = readSettings({ TOLLGATE_HOME: tollgate.home }, undefined)
  const log = pino({ level: 'silent' })
  const foundation = await layFoundation(settings, log)
  const { services, authentication } = await makeServices(
    { settings, log, policies: createPolicyCatalogue(policies) },
    { foundation, consoleUrl: client.origin, link: null, localToken: null },
  )
  const close = async () => {
    await authentication.close()
    await services.analytics.close()
    await foundation.store.close()
  }
  return { services, organisationId: foundation.organisation.id, close }
}

async function inviteElsewhere(services: Services): Promise<{ id: string; email: string; url: string }> {
  const { id } = await services.store.createOrganisation('other')
  const actor = systemActor(id, { kind: 'system', name: 'test', from: 'test' })
  const input = { email: 'admin@other.example', name: 'Other admin', roles: ['admin' as const], teamId: null }
  const { person, invitation } = await invitePerson({ ...services, actor, expectedRevision: undefined }, input)
  return { id: person.id, email: person.email, url: invitation.url }
}

interface Making {
  readonly client: Client
  readonly state: StoreState
  readonly people: World['people']
}

async function makeIdentities({ client, state, people }: Making): Promise<Record<IdentityName, Identity>> {
  const { viewer, developer, publisher, admin, suspended, otherOrganisation } = people
  const readOnly = bearer((await makeToken(client, admin.cookie, { name: 'read', readOnly: true })).token)
  const unknown = `${admin.token.authorization?.slice(0, -8)}00000000`
  return {
    anonymous: { token: {}, cookie: { origin: client.origin } },
    badToken: {
      token: { authorization: unknown },
      cookie: { cookie: '__Host-tollgate=nonsense.signature', origin: client.origin },
    },
    expiredToken: await expired({ client, state, people }),
    // Log-in routes know no access tokens: there it is the session of the console, and this one has none.
    readOnlyAdmin: { token: readOnly, cookie: { ...readOnly, origin: client.origin } },
    ...{ viewer, developer, publisher, admin, suspended, otherOrganisation },
  }
}

async function expired({ client, state, people: { admin } }: Making): Promise<Identity> {
  const { id, token } = await makeToken(client, admin.cookie, { name: 'expired' })
  state.run('update access_token set expires_at = 1 where id = ?', id)
  const cookie = await signIn(client, admin.email)
  const { json } = ok(await client.send({ method: 'GET', path: '/api/auth/session', headers: cookie }))
  state.run("update auth_session set expires_at = '2020-01-01T00:00:00.000Z' where id = ?", String(json.sessionId))
  return { token: bearer(token), cookie }
}
