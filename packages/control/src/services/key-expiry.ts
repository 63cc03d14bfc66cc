import type { ApplicationRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'
import { mayManage } from './application-access.ts'
import { invalidField } from './problem.ts'
import { readSetting } from './read-setting.ts'
import type { Verb } from './verb.ts'

const dayMs = 86_400_000

export interface WantedExpiry {
  readonly expiresAt?: string | null | undefined
  readonly expiresInDays?: number | undefined
}

interface Place {
  readonly verb: Verb
  readonly reader: Reader
  readonly application: ApplicationRecord
}

/** When a new key ends, in Unix milliseconds. Nothing said: the longest that the organisation allows, which may be never. */
export async function expiryOf(place: Place, { expiresAt, expiresInDays }: WantedExpiry): Promise<number | null> {
  if (expiresAt !== undefined && expiresInDays !== undefined)
    throw invalidField('expiresInDays', 'is given together with expiresAt: say one of them')
  const now = place.verb.now()
  const longest = await latestExpiry(place.reader, now)
  if (expiresInDays !== undefined) return mustBeAllowed(now + expiresInDays * dayMs, longest, 'expiresInDays')
  if (expiresAt === undefined && longest !== undefined) return longest.at
  const wanted = parseExpiry(expiresAt ?? null, now)
  if (wanted === null) await mayLiveForEver(place)
  return mustBeAllowed(wanted, longest, 'expiresAt')
}

/** The end of a key that exists already: as long after its making as a new one might live. */
export async function changedExpiry(
  place: Place,
  { expiresAt, createdAt }: { expiresAt: string | null; createdAt: number },
): Promise<number | null> {
  const wanted = parseExpiry(expiresAt, place.verb.now())
  if (wanted === null) await mayLiveForEver(place)
  return mustBeAllowed(wanted, await latestExpiry(place.reader, createdAt), 'expiresAt')
}

/** Null is for ever. */
export function isLater(one: number | null, other: number | null): boolean {
  return other !== null && (one === null || one > other)
}

/** As long as the old key was to live, as far as that is allowed now. */
export async function successorExpiry(
  place: Place,
  { expiresAt, createdAt }: { expiresAt: number | null; createdAt: number },
): Promise<number | null> {
  const now = place.verb.now()
  const latest = (await latestExpiry(place.reader, now))?.at ?? null
  const same = expiresAt === null ? latest : now + expiresAt - createdAt
  if (same === null) await mayLiveForEver(place)
  return same === null || latest === null ? same : Math.min(same, latest)
}

/** Who manages applications knows what they do. */
async function mayLiveForEver({ verb, reader, application }: Place): Promise<void> {
  if (mayManage(verb, application) || (await readSetting(reader, 'keysWithoutExpiryAllowed'))) return
  throw invalidField(
    'expiresInDays',
    'is missing: keys that never expire are made by administrators only; say when this one ends, or give expiresAt',
  )
}

interface Latest {
  readonly at: number
  readonly days: number
}

async function latestExpiry(reader: Reader, from: number): Promise<Latest | undefined> {
  const days = await readSetting(reader, 'keyLifetimeDaysMax')
  return days === null ? undefined : { at: from + days * dayMs, days }
}

function parseExpiry(expiresAt: string | null, now: number): number | null {
  if (expiresAt === null) return null
  const at = Date.parse(expiresAt)
  if (at <= now) throw invalidField('expiresAt', 'lies in the past: a key that has ended cannot be used')
  return at
}

function mustBeAllowed(wanted: number | null, latest: Latest | undefined, field: string): number | null {
  if (latest === undefined || (wanted !== null && wanted <= latest.at)) return wanted
  throw invalidField(
    field,
    `is later than keys may live here, which is ${latest.days} day(s): ${new Date(latest.at).toISOString()} is the latest`,
  )
}
