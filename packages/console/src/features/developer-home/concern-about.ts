import type { Key } from '@tollgate/contract/resources/api-key'
import { relativeTime } from '../../ui/moment.tsx'
import type { Tone } from '../../ui/state-word.tsx'

const dayMs = 86_400_000
const soonMs = 14 * dayMs
const idleMs = 30 * dayMs

interface Concern {
  readonly says: string
  readonly tone: Tone
}

/** Why somebody should look at a key that works; undefined: all is well. */
export function concernAbout(
  { expiresAt, lastUsedAt, createdAt }: Pick<Key, 'expiresAt' | 'lastUsedAt' | 'createdAt'>,
  now: number,
): Concern | undefined {
  if (expiresAt !== null && Date.parse(expiresAt) - now <= soonMs)
    return { says: `expires ${relativeTime(Date.parse(expiresAt), now)}`, tone: 'warning' }
  if (now - Date.parse(lastUsedAt ?? createdAt) <= idleMs) return undefined
  return { says: lastUsedAt === null ? 'never used' : 'not used for 30 days', tone: 'plain' }
}
