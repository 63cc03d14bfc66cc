import type { Key } from '@tollgate/contract/resources/api-key'
import { relativeTime } from '../../ui/moment.tsx'
import type { Tone } from '../../ui/state-word.tsx'

const dayMs = 86_400_000
const soonMs = 14 * dayMs

/** The one word for a key's state. */
export function keyWord({ state, expiresAt }: Key, now: number): readonly [word: string, tone: Tone] {
  if (state !== 'active') return [state, 'plain']
  if (expiresAt === null || Date.parse(expiresAt) - now > soonMs) return ['active', 'good']
  return [`expires ${relativeTime(Date.parse(expiresAt), now)}`, 'warning']
}

/** `tg_…ab3f`, as far as it is known. */
export function shownKey({ lastFour }: Key): string {
  return lastFour === '' ? 'not known' : `…${lastFour}`
}
