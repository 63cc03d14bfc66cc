import type { IncomingHttpHeaders } from 'node:http'
import { isMistypedApiKey } from '@tollgate/contract/api-key'
import type { KeyRow } from '@tollgate/contract/snapshot'
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

/** Who calls, or why not. Everything it needs is in memory: no look-up leaves the process. */
export function authenticate(headers: IncomingHttpHeaders, { row }: CompiledApi, door: Door): Caller | Refusal {
  const key = presentedKey(headers, row.keyHeader)
  if (key === undefined) return refuse('missing_key', missingKey(row.keyHeader))
  const keyRow = findKey(key, door)
  if (keyRow === undefined) return refuse('invalid_key', isMistypedApiKey(key) ? mistypedKey : undefined)
  if (keyRow.state === 'revoked') return refuse('revoked_key')
  if (keyRow.expiresAt !== null && keyRow.expiresAt <= door.now) return refuse('expired_key')
  if (row.state === 'blocked') return refuse('api_blocked')
  return findCaller(keyRow, row, door.index)
}

const mistypedKey =
  'This API key is mistyped or was not copied whole: compare it with the one that was shown, or make a new one.'

function missingKey(keyHeader: string | null): string | undefined {
  return keyHeader === null ? undefined : `No API key was sent: this API takes it in the header ${keyHeader}.`
}

function findKey(key: string, { index, digests }: Door): KeyRow | undefined {
  if (index.pepper === '') return undefined
  const digest = digests.digestOf(key, index.pepper)
  const row = index.findKey(digest)
  if (row !== undefined) digests.remember(key, digest)
  return row
}

function findCaller(key: KeyRow, api: CompiledApi['row'], index: SnapshotIndex): Caller | Refusal {
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
  return { key, application, subscription, plan: index.findPlan(subscription.planId) ?? null }
}
