import type { SettingRecord } from '../../storage/records.ts'
import { Problem } from '../problem.ts'
import { expectRevision, type Verb } from '../verb.ts'

/** If-Match, of a setting that may have no record yet: its ETag is "0" then. */
export function expectSetting(verb: Verb, record: SettingRecord | undefined): void {
  if (record !== undefined) return expectRevision(verb, record)
  if (verb.expectedRevision === undefined || verb.expectedRevision === 0) return
  throw new Problem('stale', 'It was set back to its default since you read it: read it again and repeat the change.')
}
