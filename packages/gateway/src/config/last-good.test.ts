import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Row, subscriptionsAtOnce } from '@tollgate/contract/snapshot'
import { pino } from 'pino'
import { protocols } from '../protocols/protocols.ts'
import { type Delete, messagesOf } from '../testing/control-stand-in.ts'
import { testTools } from '../testing/policy-tools.ts'
import { apiRow, applicationRow, keyDigest, keyRow, settingsRow, subscriptionRow } from '../testing/rows.ts'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'
import { until } from '../testing/until.ts'
import { SnapshotHolder } from './holder.ts'
import { LastGoodCopy } from './last-good.ts'

const registry = { policies: [], protocols, tools: testTools(), now: Date.now }
const baseRows = [settingsRow(), applicationRow('tests'), keyRow('first'), apiRow('openai')]

describe('LastGoodCopy', () => {
  let folder: TemporaryFolder
  let directory: string
  let file: string
  let logLines: string[]

  beforeEach(() => {
    folder = temporaryFolder()
    directory = join(folder.path, 'last-good')
    file = join(directory, 'snapshot.log')
    logLines = []
  })
  afterEach(() => folder[Symbol.dispose]())

  const open = () =>
    new LastGoodCopy({
      directory,
      log: pino({ base: null }, { write: (line: string) => logLines.push(line) }),
      retryMs: 50,
    })
  const load = () => open().load(registry)

  /** A holder whose changes go into a copy. */
  function kept(copy = open()) {
    const holder = new SnapshotHolder(registry, (index, change) => copy.changed(index, change))
    const reader = holder.reader()
    let version = 0
    const apply = (base: boolean, upserts: readonly Row[], deletes: readonly Delete[] = []) => {
      for (const message of messagesOf(++version, { base, upserts, deletes })) reader.take(message)
    }
    return { copy, holder, apply, size: () => statSync(file, { throwIfNoEntry: false })?.size ?? 0 }
  }

  /** A base, and three changes, each on disk before the next one comes. */
  async function written(): Promise<{ bytes: Buffer; ends: number[] }> {
    const { copy, apply, size } = kept()
    const ends: number[] = []
    const settled = async (from: number) => {
      await until('the write', () => size() > from)
      ends.push(size())
    }
    apply(true, baseRows)
    await settled(0)
    apply(false, [keyRow('second')])
    await settled(ends[0] ?? 0)
    apply(false, [], [{ kind: 'key', id: keyRow('first').id }])
    await settled(ends[1] ?? 0)
    apply(false, [keyRow('third')])
    await settled(ends[2] ?? 0)
    await copy.close()
    return { bytes: readFileSync(file), ends }
  }

  it('has nothing at first', async () => {
    assert.equal(await load(), undefined)
    assert.deepEqual(logLines, [])
  })

  it('gives back what was in force: the base, and what changed since', async () => {
    await written()
    const holder = await load()
    assert.equal(holder?.version, 4)
    assert.equal(holder.current.findKey(keyDigest('first')), undefined)
    assert.ok(holder.current.findKey(keyDigest('third')))
    assert.ok(holder.current.findRoute('/openai/1.0/responses'))
    assert.equal(holder.current.findApplication('app_tests')?.name, 'tests')
  })

  it('gives back every subscription, as it is after a change', async () => {
    const { copy, apply } = kept()
    const subscriptions = Array.from({ length: 2 * subscriptionsAtOnce + 1 }, (_, index) =>
      subscriptionRow('tests', `api_${index}`, { planId: index % 2 === 0 ? null : 'plan_gold' }),
    )
    apply(true, [...baseRows, ...subscriptions])
    const [first, second, ...rest] = subscriptions
    assert.ok(first && second)
    const blocked = { ...second, state: 'blocked' } as const
    apply(false, [blocked], [{ kind: 'subscription', id: first.id }])
    await copy.close()
    const holder = await load()
    assert.deepEqual(
      [...(holder?.current.rows() ?? [])].filter(({ kind }) => kind === 'subscription').toSorted(byId),
      [blocked, ...rest].toSorted(byId),
    )
  })

  it('is for this account only, and says nothing to who reads it without the key', async () => {
    const { bytes } = await written()
    for (const path of [file, join(directory, 'key')]) assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.equal(statSync(directory).mode & 0o777, 0o700)
    for (const text of ['openai', 'app_tests', keyDigest('second'), 'upsert']) assert.ok(!bytes.includes(text), text)
  })

  it('loses at most its tail where it is cut at any byte', async () => {
    const { bytes, ends } = await written()
    const [baseEnd = 0] = ends
    for (let end = baseEnd; end <= bytes.length; end++) {
      writeFileSync(file, bytes.subarray(0, end))
      const holder = await load()
      assert.equal(holder?.version, ends.filter((whole) => whole <= end).length, `cut at ${end}`)
    }
    assert.deepEqual(logLines, [])
  })

  it('passes over a tail of zeros, as a file system leaves it after a power failure', async () => {
    const { bytes, ends } = await written()
    const damaged = Buffer.from(bytes)
    damaged.fill(0, ends[2])
    writeFileSync(file, damaged)
    assert.equal((await load())?.version, 3)
  })

  it('is ignored as a whole, and that is said, where any byte before its last record is another', async () => {
    const { bytes, ends } = await written()
    for (let at = 0; at < (ends[2] ?? 0); at += 7) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      writeFileSync(file, damaged)
      logLines = []
      assert.equal(await load(), undefined, `byte ${at}`)
      assert.match(logLines.join(''), /cannot be used and is ignored/)
    }
  })

  it('is ignored where a record was taken out, moved or brought from elsewhere', async () => {
    const { bytes, ends } = await written()
    const cuts = [0, ...ends].map((end, index) => bytes.subarray(end, ends[index]))
    const [base, second, third, fourth] = cuts
    if (base === undefined || second === undefined || third === undefined || fourth === undefined) assert.fail()
    rmSync(file)
    const foreign = (await written()).bytes.subarray(ends[0], ends[1])
    for (const parts of [
      [base, third, fourth],
      [base, third, second, fourth],
      [base, foreign, third, fourth],
      [base, second, second, third],
      [second, third],
    ]) {
      writeFileSync(file, Buffer.concat(parts))
      assert.equal(await load(), undefined)
    }
  })

  it('is ignored with another key, without one, and where it is something else or empty', async () => {
    const { bytes } = await written()
    const ignored = async () => {
      logLines = []
      assert.equal(await load(), undefined)
      assert.match(logLines.join(''), /cannot be used and is ignored/)
    }
    writeFileSync(join(directory, 'key'), randomBytes(32))
    await ignored()
    rmSync(join(directory, 'key'))
    await ignored()
    for (const other of ['', 'hello', bytes.subarray(0, 24), randomBytes(500)]) {
      writeFileSync(file, other)
      await ignored()
    }
  })

  it('is written anew once its changes outgrow it, and by every base, and leaves no other file behind', async () => {
    const { copy, holder, apply, size } = kept()
    writeFileSync(join(directory, 'snapshot.log.0123.new'), 'of a process that died')
    const wide = (name: string) => apiRow(name, { name: name.padEnd(300_000, 'x') })
    apply(true, baseRows)
    for (let count = 0; count < 12; count++) {
      apply(false, [wide('wide')])
      await sleep(20)
    }
    await until('the file to shrink', () => size() < 1_500_000)
    apply(false, [keyRow('last')])
    await copy.close()
    assert.equal((await load())?.version, holder.version)
    assert.ok((await load())?.current.findKey(keyDigest('last')))
    assert.deepEqual(readdirSync(directory).toSorted(), ['key', 'snapshot.log'])
  })

  it('says once that it cannot be written, and writes all that it missed once it can', async () => {
    const { copy, apply } = kept()
    rmSync(directory, { recursive: true })
    apply(true, baseRows)
    await until('the failure', () => logLines.some((line) => line.includes('cannot be written')))
    apply(false, [keyRow('second')])
    await sleep(200)
    assert.equal(logLines.length, 1)
    const again = open()
    await until('the recovery', () => logLines.some((line) => line.includes('written again')))
    await copy.close()
    await again.close()
    // The key went with the folder, and the copy goes on with its own.
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('has a change on disk within a second', async () => {
    const { copy, apply, size } = kept()
    apply(true, baseRows)
    await until('the base', () => size() > 0)
    const before = size()
    apply(false, [keyRow('first', { state: 'revoked' })])
    await until('the change', () => size() > before, 1_000)
    // As the process would find it after a kill: nothing was closed.
    assert.equal((await load())?.current.findKey(keyDigest('first'))?.state, 'revoked')
    await copy.close()
  })
})

function byId(one: Row, other: Row): number {
  return one.id < other.id ? -1 : 1
}
