import { createHash } from 'node:crypto'

const prefixes = {
  team: 'team',
  provider: 'prov',
  credential: 'cred',
  api: 'api',
  application: 'app',
  key: 'key',
  subscription: 'sub',
  plan: 'plan',
  endpoint: 'ep',
  policy: 'pol',
  quota: 'quota',
  denyRule: 'deny',
} as const

/**
 * The id of a thing that a file declares: a hash of its kind and its name, so that history survives edits and restarts.
 * What has its name inside another thing is named by the whole path, a line a part.
 */
export function rowId(kind: keyof typeof prefixes, ...names: readonly string[]): string {
  const digest = createHash('sha256')
    .update([kind, ...names].join('\n'), 'utf8')
    .digest('hex')
  return `${prefixes[kind]}_${digest.slice(0, 16)}`
}
