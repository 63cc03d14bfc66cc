import type { ApplicationConfig, KeyConfig } from '@tollgate/contract/config-file'
import type { KeyRow, Row, SubscriptionRow } from '@tollgate/contract/snapshot'
import { type FieldPath, formatPath } from '../config/problem.ts'
import type { ResolvedSecrets } from '../config/resolve-secrets.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { rowId } from './row-id.ts'

interface ApplicationPlace {
  path: FieldPath
  secrets: ResolvedSecrets
  pepper: string
}

/** An application with its subscriptions and keys. */
export function compileApplication(application: ApplicationConfig, place: ApplicationPlace): Row[] {
  const applicationId = rowId('application', application.name)
  const subscriptions = application.subscriptions.map(
    ({ api, plan, blocked }): SubscriptionRow => ({
      kind: 'subscription',
      id: rowId('subscription', application.name, api),
      applicationId,
      apiId: rowId('api', api),
      planId: plan === undefined ? null : rowId('plan', plan),
      state: blocked ? 'blocked' : 'active',
    }),
  )
  const keys = application.keys.map((key, index): KeyRow => {
    const digest = digestOf(key, { ...place, path: [...place.path, 'keys', index] })
    return { ...compileKey(key), id: rowId('key', application.name, key.name), applicationId, digest }
  })
  return [
    { kind: 'application', id: applicationId, name: application.name, owner: application.owner ?? null },
    ...subscriptions,
    ...keys,
  ]
}

function compileKey(key: KeyConfig): Omit<KeyRow, 'id' | 'applicationId' | 'digest'> {
  return {
    kind: 'key',
    name: key.name,
    person: key.user ?? null,
    type: key.type,
    state: key.revoked ? 'revoked' : 'active',
    expiresAt: key.expires === undefined ? null : Date.parse(key.expires),
  }
}

function digestOf(key: KeyConfig, { path, secrets, pepper }: ApplicationPlace): string {
  if (key.hash !== undefined) return key.hash
  const value = secrets.get(formatPath([...path, 'value']))
  if (value === undefined) throw new Error(`a key without a value: ${formatPath(path)}`)
  return keyDigest(pepper, value)
}
