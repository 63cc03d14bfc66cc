import type { ApiLifecycle } from '@tollgate/contract/resources/api'
import type { ApiRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { targetOf } from '../api-access.ts'
import { deployRevision, environmentToDeployTo } from '../deploy-revision.ts'
import { conflict } from '../problem.ts'
import { authorise, mayBeEdited, type Verb } from '../verb.ts'

export interface PublishEffects {
  readonly deployedToEnvironmentId: string | null
  readonly deprecatedApiIds: readonly string[]
  readonly copiedSubscriptions: number
  readonly leftSubscriptions: number
}

interface Publishing {
  readonly verb: Verb
  readonly writer: Writer
}

/** Everything that publishing does but the state itself. */
export async function publishApi(
  place: Publishing,
  api: ApiRecord,
  { deprecateOlder, requireResubscription }: ApiLifecycle,
): Promise<PublishEffects> {
  const label = `${api.name}/${api.version}`
  if (api.planIds.length === 0)
    throw conflict(`${label} offers no plan yet: name at least one in its planIds, then publish it.`, 'planIds')
  if ((await place.writer.count('endpoint', { apiId: api.id })) === 0)
    throw conflict(
      `${label} has no endpoint yet: give it one for production or sandbox (POST /apis/${api.id}/endpoints), then publish it.`,
    )
  const deployedToEnvironmentId = await deployWhereNothingIs(place, api)
  const older = await olderVersions(place.writer, api)
  const isFirstTime = api.state === 'created'
  const copied =
    isFirstTime && !requireResubscription ? await copySubscriptions(place.writer, older.at(-1), api) : noneCopied
  return {
    deployedToEnvironmentId,
    ...copied,
    deprecatedApiIds: deprecateOlder ? await deprecate(place, older) : [],
  }
}

async function deployWhereNothingIs({ verb, writer }: Publishing, api: ApiRecord): Promise<string | null> {
  if ((await writer.count('deployment', { apiId: api.id })) > 0) return null
  const environment = await environmentToDeployTo(writer, undefined)
  await deployRevision({ verb, writer }, api, { environment, note: 'published' })
  return environment.id
}

/** Versions of the same name that are or were in use, the oldest first: 2.3.0 is older than 2.10.0. */
async function olderVersions(writer: Writer, api: ApiRecord): Promise<ApiRecord[]> {
  const { compare } = new Intl.Collator('en', { numeric: true })
  const versions = await writer.find('api', { name: api.name, state: ['published', 'blocked', 'deprecated'] })
  return versions
    .filter(({ id, version }) => id !== api.id && compare(version, api.version) < 0)
    .sort((a, b) => compare(a.version, b.version))
}

const noneCopied = Object.freeze({ copiedSubscriptions: 0, leftSubscriptions: 0 })

/** Who may use the version before may use this one, where their plan is offered. */
async function copySubscriptions(
  writer: Writer,
  previous: ApiRecord | undefined,
  api: ApiRecord,
): Promise<Pick<PublishEffects, 'copiedSubscriptions' | 'leftSubscriptions'>> {
  if (previous === undefined) return noneCopied
  const own = await writer.find('subscription', { apiId: api.id })
  const subscribed = new Set(own.map(({ applicationId }) => applicationId))
  const before = await writer.find('subscription', { apiId: previous.id, state: ['active', 'blocked'] })
  const missing = before.filter(({ applicationId }) => !subscribed.has(applicationId))
  const fitting = missing.filter(({ planId }) => planId !== null && api.planIds.includes(planId))
  for (const { applicationId, planId, state, overrides } of fitting)
    await writer.insert('subscription', {
      ...{ apiId: api.id, applicationId, planId, state, overrides },
      ...{ quotaResetAt: null, managedBy: null },
    })
  return { copiedSubscriptions: fitting.length, leftSubscriptions: missing.length - fitting.length }
}

async function deprecate({ verb, writer }: Publishing, older: readonly ApiRecord[]): Promise<string[]> {
  const published = older.filter(({ state }) => state === 'published')
  for (const version of published) {
    authorise(verb, 'apis:manage', targetOf(version))
    mayBeEdited(verb, version)
    await writer.update('api', version, { state: 'deprecated' })
  }
  return published.map(({ id }) => id)
}
