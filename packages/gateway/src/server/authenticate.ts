import type { IncomingHttpHeaders } from 'node:http'
import { isMistypedApiKey } from '@tollgate/contract/api-key'
import type { ApiRow, ApplicationRow, KeyRow, PlanRow } from '@tollgate/contract/snapshot'
import type { SnapshotIndex } from '../config/snapshot-index.ts'
import type { CompiledApi } from '../pipeline/compile.ts'
import type { Caller } from '../pipeline/exchange.ts'
import { type Refusal, refuse } from '../pipeline/refusal.ts'
import { type KeyDigests, presentedKey } from './credential.ts'

interface Door {
  readonly index: SnapshotIndex
  readonly digests: KeyDigests
  readonly now: number
}

interface Knock {
  readonly headers: IncomingHttpHeaders
  /** Where the call comes from. */
  readonly address: string
}

/** Who calls, or why not. Everything it needs is in memory: no look-up leaves the process. */
export function authenticate({ headers, address }: Knock, { row }: CompiledApi, door: Door): Caller | Refusal {
  const key = presentedKey(headers, row.keyHeader)
  if (key === undefined) return refuse('missing_key', missingKey(row.keyHeader))
  const keyRow = findKey(key, door)
  if (keyRow === undefined) return refuse('invalid_key', isMistypedApiKey(key) ? mistypedKey : undefined)
  if (keyRow.state === 'revoked') return refuse('revoked_key')
  if (keyRow.state === 'suspended') return refuse('suspended_key')
  if (keyRow.expiresAt !== null && keyRow.expiresAt <= door.now) return refuse('expired_key')
  const misplaced = checkPlace(keyRow, { headers, address }, door.index)
  if (misplaced !== undefined) return misplaced
  if (keyRow.testApiId !== null && keyRow.testApiId !== row.id) return refuse('key_not_allowed', otherApi)
  if (row.state === 'blocked') return refuse('api_blocked')
  return keyRow.testApiId === null ? findCaller(keyRow, row, door) : findTester(keyRow, door.index)
}

const mistypedKey =
  'This API key is mistyped or was not copied whole: compare it with the one that was shown, or make a new one.'
const otherApi =
  'This is a test key, which opens the API that it was made for and no other: use a key of an application.'

function missingKey(keyHeader: string | null): string | undefined {
  return keyHeader === null ? undefined : `No API key was sent: this API takes it in the header ${keyHeader}.`
}

export function findKey(key: string, { index, digests }: Omit<Door, 'now'>): KeyRow | undefined {
  if (index.pepper === '') return undefined
  const digest = digests.digestOf(key, index.pepper)
  const row = index.findKey(digest)
  if (row !== undefined) digests.remember(key, digest)
  return row
}

/** What is allowed is not told: whoever found a key learns nothing of it. */
function checkPlace(key: KeyRow, { headers, address }: Knock, index: SnapshotIndex): Refusal | undefined {
  const restriction = index.findRestriction(key)
  if (restriction === undefined) return undefined
  if (!restriction.allowsAddress(address)) {
    return refuse(
      'key_not_allowed',
      `This key may not be used from the address ${address}: call from one that it is meant for, or ask its owner to allow this one.`,
    )
  }
  if (restriction.allowsReferrer(headers.referer)) return undefined
  return refuse(
    'key_not_allowed',
    headers.referer === undefined
      ? 'This key may be used from certain web pages only, and the call has no Referer header: call from one of them, or use another key.'
      : 'This key may not be used from the web page that the Referer header names: call from one that it is meant for, or ask its owner to allow this one.',
  )
}

function findCaller(key: KeyRow, api: ApiRow, { index, now }: Pick<Door, 'index' | 'now'>): Caller | Refusal {
  const application = index.findApplication(key.applicationId)
  if (application === undefined) return refuse('invalid_key')
  const subscription = index.findSubscription(application.id, api.id)
  const where = `${api.name} ${api.version}`
  if (subscription === undefined) {
    return refuse(
      'not_subscribed',
      `The application ${application.name} is not subscribed to ${where}: subscribe it, or use the key of one that is.`,
    )
  }
  if (subscription.state === 'blocked') {
    return refuse(
      'subscription_blocked',
      `The subscription of ${application.name} to ${where} is blocked: ask the publisher of the API.`,
    )
  }
  return { key, application, subscription, plan: planNow(subscription.planId, index, now) }
}

/** Limits that a subscription was given for a while end by themselves. */
function planNow(planId: string | null, index: SnapshotIndex, now: number): PlanRow | null {
  const plan = index.findPlan(planId)
  if (plan === undefined) return null
  const isOver = plan.endsAt !== undefined && plan.endsAt <= now
  return isOver ? (index.findPlan(plan.basePlanId) ?? null) : plan
}

/** A publisher who tries an API out needs no subscription, and no application either. */
function findTester(key: KeyRow, index: SnapshotIndex): Caller {
  return {
    key,
    application: index.findApplication(key.applicationId) ?? ownApplication(key),
    subscription: null,
    plan: null,
  }
}

function ownApplication(key: KeyRow): ApplicationRow {
  const none = { team: null, teamId: null, costCentre: null }
  return { kind: 'application', id: key.applicationId, name: key.name, owner: key.person, ...none }
}

/** Whether the key that a request brings is a test key of this API, in whatever state it is. */
export function bringsTestKey(headers: IncomingHttpHeaders, { row }: CompiledApi, door: Omit<Door, 'now'>): boolean {
  const key = presentedKey(headers, row.keyHeader)
  return key !== undefined && findKey(key, door)?.testApiId === row.id
}
