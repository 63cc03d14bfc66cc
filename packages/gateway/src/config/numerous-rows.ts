import type { KeyRow, PackedSubscription } from '@tollgate/contract/snapshot'

/**
 * The two kinds of which a snapshot has a hundred thousand, checked by hand: the same decisions as `keyRowSchema` and
 * `packedSubscriptionSchema` take (a test holds them together), in a tenth of the time. Fields of the future are left where they are.
 */

type Fields = Readonly<Record<string, unknown>>

const digestPattern = /^[0-9a-f]{64}$/

export function isKeyRow(value: unknown): value is KeyRow {
  if (!isObject(value) || value.kind !== 'key') return false
  return (
    isId(value.id) &&
    typeof value.digest === 'string' &&
    digestPattern.test(value.digest) &&
    typeof value.name === 'string' &&
    isId(value.applicationId) &&
    (value.person === null || typeof value.person === 'string') &&
    (value.type === 'production' || value.type === 'sandbox') &&
    (value.state === 'active' || value.state === 'revoked' || value.state === 'suspended') &&
    (value.expiresAt === null || Number.isSafeInteger(value.expiresAt)) &&
    isListOfTexts(value.allowedAddresses) &&
    isListOfTexts(value.allowedReferrers) &&
    (value.testApiId === null || isId(value.testApiId))
  )
}

export function isPackedSubscription(value: unknown): value is PackedSubscription {
  return (
    Array.isArray(value) &&
    isId(value[0]) &&
    isId(value[1]) &&
    isId(value[2]) &&
    (value[3] === null || isId(value[3])) &&
    (value[4] === 'active' || value[4] === 'blocked')
  )
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}
