import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { base62Characters } from '@tollgate/contract/base-62'
import { emailSchema } from '@tollgate/contract/resources/person'
import { systemActor } from '../../access/actor.ts'
import { PlainFailure } from '../../plain-failure.ts'
import type { Writer } from '../../storage/store.ts'
import { ensurePersonalApplication } from '../personal-application.ts'
import { change, type Services } from '../verb.ts'

export interface FirstAdmin {
  readonly email: string
  /** Random and shown once; null: it was given. */
  readonly password: string | null
}

interface Wanted {
  readonly email: string
  /** null: one is made. */
  readonly password: string | null
}

const randomCharacters = 24
const leaseMs = 30_000
const waitMs = 200

/** Where nobody is there yet, an administrator. One of several processes that start at once makes it; the others wait. */
export async function ensureFirstAdmin(services: Services, wanted: Wanted): Promise<FirstAdmin | null> {
  const { store } = services
  const holder = randomUUID()
  const [organisation] = await store.organisations()
  if (organisation === undefined) throw new Error('there is no organisation for the first administrator')
  const reader = store.read(organisation.id)
  while ((await reader.count('person', {})) === 0) {
    if (!(await store.lease('first-admin', holder, leaseMs))) {
      await sleep(waitMs)
      continue
    }
    try {
      if ((await reader.count('person', {})) === 0)
        return await makeAdmin(services, { ...wanted, organisationId: organisation.id })
    } finally {
      await store.releaseLeases(holder)
    }
  }
  return null
}

async function makeAdmin(
  services: Services,
  { organisationId, email, password: given }: Wanted & { readonly organisationId: string },
): Promise<FirstAdmin> {
  // What the log-in would not take for an address later must not become one now.
  if (!emailSchema.safeParse(email).success)
    throw new PlainFailure(`TOLLGATE_ADMIN_EMAIL is "${email}": give an e-mail address such as ann@example.com.`)
  if (given !== null && isWellKnown(given))
    throw new PlainFailure('TOLLGATE_ADMIN_PASSWORD is one that everybody tries first: choose another one.')
  const password = given ?? base62Characters(randomBytes(randomCharacters * 3), randomCharacters)
  // The log-in first: where the rest is not reached, the next start finds it and sets another password.
  const authUserId = await services.authentication.createUser({ email, name: adminName, password })
  if (typeof authUserId !== 'string')
    throw new PlainFailure(`TOLLGATE_ADMIN_PASSWORD cannot be used. ${authUserId.refused}`)
  const actor = systemActor(organisationId, { kind: 'system', name: 'Tollgate', from: 'start' })
  await change({ ...services, actor, expectedRevision: undefined }, 'person.first-admin', (writer) =>
    insertAdmin(writer, { email: email.trim().toLowerCase(), authUserId }),
  )
  return { email, password: given === null ? password : null }
}

const adminName = 'Administrator'

async function insertAdmin(writer: Writer, login: { email: string; authUserId: string }): Promise<void> {
  const person = await writer.insert('person', {
    ...login,
    name: adminName,
    state: 'active',
    identityId: null,
    defaultTeamId: null,
  })
  await writer.insert('roleBinding', {
    subjectKind: 'person',
    subjectId: person.id,
    role: 'admin',
    scopeKind: 'organisation',
    scopeId: null,
  })
  await ensurePersonalApplication(writer, person)
}

const known =
  'admin(istrator)?|pass(word|wort|w0rd|phrase)?|changeme|letmein|qwert[yz]|welcome|tollgate|secret|default|root|test|user|guest|login'

/** Nothing but words of this kind, digits and punctuation. */
function isWellKnown(password: string): boolean {
  return new RegExp(`^(password.*|((${known})|[^a-z])*)$`).test(password.trim().toLowerCase())
}
