import type { ApplicationConfig, KeyConfig } from '@tollgate/contract/config-file'
import { formatPath } from '../config/problem.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { dropSubscription } from '../services/drop-subscription.ts'
import { makeKey } from '../services/make-key.ts'
import { invalidField } from '../services/problem.ts'
import { managedBy } from '../services/verb.ts'
import { rowId } from '../snapshot/row-id.ts'
import type { ApiKeyRecord, ApplicationRecord, PersonRecord } from '../storage/records.ts'
import { teamId } from './apply-apis.ts'
import { type Applying, declaredId } from './applying.ts'

export async function applyApplications(applying: Applying): Promise<void> {
  for (const [index, config] of applying.document.applications.entries()) {
    const application = await applyFields(applying, config)
    await applySubscriptions(applying, application, config)
    for (const [position, key] of config.keys.entries()) {
      const at = formatPath(['applications', index, 'keys', position, 'value'])
      await applyKey(applying, { application, key, digest: digestOf(applying, key, at) })
    }
  }
}

async function applyFields(applying: Applying, config: ApplicationConfig): Promise<ApplicationRecord> {
  const { verb, writer } = applying
  const { name, kind, costCentre = null } = config
  const [known] = await writer.find('application', { name })
  const owner = config.owner === undefined ? undefined : await personNamed(applying, config.owner)
  const fields = {
    kind,
    costCentre,
    teamId: config.team === undefined ? null : await teamId(applying, config.team),
    ownerId: owner?.id ?? null,
    ownerName: owner === undefined ? (config.owner ?? null) : null,
    ...managedBy(verb),
  }
  if (fields.teamId !== null && (await writer.get('team', fields.teamId)) === undefined)
    throw invalidField(`the team of ${name}`, `names no team: ${config.team}`)
  if (known !== undefined) return await writer.update('application', known, fields)
  const id = await declaredId(applying, 'application', rowId('application', name))
  return await writer.insert('application', { ...id, ...fields, name })
}

/** A document names people by their e-mail; any other text is kept as it is, for the figures. */
async function personNamed({ writer }: Applying, name: string): Promise<PersonRecord | undefined> {
  const [person] = name.includes('@') ? await writer.find('person', { email: name.toLowerCase() }) : []
  return person
}

async function applySubscriptions(
  applying: Applying,
  application: ApplicationRecord,
  config: ApplicationConfig,
): Promise<void> {
  const { verb, writer } = applying
  const subscriptions = await writer.find('subscription', { applicationId: application.id })
  for (const wanted of config.subscriptions) {
    const split = wanted.api.lastIndexOf('/')
    const [api] = await writer.find('api', { name: wanted.api.slice(0, split), version: wanted.api.slice(split + 1) })
    if (api === undefined) throw invalidField(`a subscription of ${config.name}`, `names no API: ${wanted.api}`)
    const [plan] = wanted.plan === undefined ? [] : await writer.find('plan', { name: wanted.plan })
    const fields = {
      planId: plan?.id ?? null,
      state: wanted.blocked ? ('blocked' as const) : ('active' as const),
      ...managedBy(verb),
    }
    const known = subscriptions.find(({ apiId }) => apiId === api.id)
    if (known !== undefined) {
      await writer.update('subscription', known, fields)
      continue
    }
    const id = await declaredId(applying, 'subscription', rowId('subscription', config.name, wanted.api))
    const place = { applicationId: application.id, apiId: api.id, overrides: null, quotaResetAt: null }
    await writer.insert('subscription', { ...id, ...place, ...fields })
  }
}

interface KeyPlace {
  readonly application: ApplicationRecord
  readonly key: KeyConfig
  readonly digest: string
}

async function applyKey(applying: Applying, place: KeyPlace): Promise<void> {
  const { verb, writer } = applying
  const { application, key, digest } = place
  const known = await knownKey(applying, place)
  const person = key.user === undefined ? undefined : await personNamed(applying, key.user)
  const fields = {
    digest,
    name: key.name,
    type: key.type,
    personId: person?.id ?? null,
    personName: person === undefined ? (key.user ?? null) : null,
    expiresAt: key.expires === undefined ? null : Date.parse(key.expires),
    allowedAddresses: key.allowedAddresses,
    allowedReferrers: key.allowedReferrers,
    ...managedBy(verb),
  }
  const state = key.revoked ? ('revoked' as const) : ('active' as const)
  if (known !== undefined) {
    await writer.update('apiKey', known, { ...fields, state })
    return
  }
  const id = await declaredId(applying, 'apiKey', rowId('key', application.name, key.name))
  const unknownParts = { environmentId: null, lastFour: '', rotatedFromId: null, testApiId: null }
  const made = await makeKey({ verb, writer }, application, { ...id, ...unknownParts, ...fields })
  if (state === 'revoked') await writer.update('apiKey', made, { state })
}

/** The key with this digest; else the one of this name that works, whose value was changed in the document. */
async function knownKey(
  { writer }: Applying,
  { application, key, digest }: KeyPlace,
): Promise<ApiKeyRecord | undefined> {
  const keys = await writer.find('apiKey', { applicationId: application.id })
  const sameName = keys.filter(({ name }) => name === key.name)
  return (
    keys.find((one) => one.digest === digest) ?? sameName.find(({ state }) => state === 'active') ?? sameName.at(-1)
  )
}

function digestOf({ secrets, verb }: Applying, key: KeyConfig, at: string): string {
  if (key.hash !== undefined) return key.hash
  const value = secrets.get(at)
  if (value === undefined) throw invalidField(at, 'has no text: its secret was not given')
  return keyDigest(verb.pepper, value)
}

/** What an application of the document no longer names. */
export async function pruneWithin(
  applying: Applying,
  application: ApplicationRecord,
  config: ApplicationConfig,
): Promise<void> {
  const { writer } = applying
  const apis = new Map((await writer.find('api', {})).map(({ id, name, version }) => [id, `${name}/${version}`]))
  const named = new Set(config.subscriptions.map(({ api }) => api))
  for (const subscription of await writer.find('subscription', { applicationId: application.id }))
    if (!named.has(apis.get(subscription.apiId) ?? '')) await dropSubscription(writer, subscription)
  const names = new Set(config.keys.map(({ name }) => name))
  for (const key of await writer.find('apiKey', { applicationId: application.id, state: 'active', testApiId: null }))
    if (!names.has(key.name)) await writer.remove('apiKey', key)
}
