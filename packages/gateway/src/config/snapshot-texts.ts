import {
  type PackedSubscription,
  packSubscription,
  type Row,
  type SnapshotMessage,
  subscriptionsAtOnce,
} from '@tollgate/contract/snapshot'
import type { AppliedChange } from './holder.ts'

/**
 * What is in force as the lines in which it came, many to a text: for the copy on disk, and for the threads of this process. A reader of
 * snapshots takes them as it takes the control plane's.
 */

/** One of these is written, or read, in one go. */
const textCharactersMax = 262_144

export function textsOfBase(version: number, rows: Iterable<Row>): Generator<string> {
  return texts(baseLines(version, rows))
}

export function textsOfChanges(changes: readonly AppliedChange[]): Generator<string> {
  return texts(changeLines(changes))
}

function* baseLines(version: number, rows: Iterable<Row>): Generator<SnapshotMessage> {
  yield { type: 'begin', version, base: true }
  yield* rowLines(rows)
  yield { type: 'commit', version }
}

function* changeLines(changes: readonly AppliedChange[]): Generator<SnapshotMessage> {
  for (const { version, rows, deletes } of changes) {
    yield { type: 'begin', version, base: false }
    for (const { kind, id } of deletes) yield { type: 'delete', kind, id }
    yield* rowLines(rows)
    yield { type: 'commit', version }
  }
}

/** In the form in which they came: subscriptions many at once. */
function* rowLines(rows: Iterable<Row>): Generator<SnapshotMessage> {
  let packed: PackedSubscription[] = []
  for (const row of rows) {
    if (row.kind === 'subscription') packed.push(packSubscription(row))
    else yield { type: 'upsert', row }
    if (packed.length < subscriptionsAtOnce) continue
    yield { type: 'subscriptions', rows: packed }
    packed = []
  }
  if (packed.length > 0) yield { type: 'subscriptions', rows: packed }
}

function* texts(messages: Iterable<SnapshotMessage>): Generator<string> {
  let text = ''
  for (const message of messages) {
    text += `${JSON.stringify(message)}\n`
    if (text.length < textCharactersMax) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
