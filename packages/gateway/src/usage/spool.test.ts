import assert from 'node:assert/strict'
import {
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { ended } from '../pipeline/settle.ts'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'
import { compiledApi, testCall } from '../testing/test-exchange.ts'
import { noUsage } from './normalise.ts'
import { UsageSpool } from './spool.ts'

const firstDay = Date.parse('2026-11-22T23:59:59.999Z')
const secondDay = firstDay + 1
const [preset] = (() => {
  const call = testCall(compiledApi([]))
  ended(call, { outcome: 'answered', usage: noUsage, refusal: null })
  return call.records
})()

describe('UsageSpool', () => {
  let folder: TemporaryFolder
  let directory: string
  let spool: UsageSpool
  let now: number
  let log: string[]

  beforeEach(() => {
    folder = temporaryFolder()
    directory = join(folder.path, 'usage')
    now = firstDay
    log = []
    spool = open()
  })

  afterEach(() => {
    spool.close()
    folder[Symbol.dispose]()
  })

  function open(): UsageSpool {
    const entries = {
      appendFailed: (_error: unknown, waiting: number) => log.push(`failed, ${waiting} waiting`),
      appendRecovered: () => log.push('recovered'),
    }
    return new UsageSpool({ directory, log: entries, now: () => now })
  }

  function append(id: string): void {
    assert.ok(preset)
    spool.append({ ...preset, id })
  }

  function idsIn(name: string, place = directory): string[] {
    const text = readFileSync(join(place, name), 'utf8')
    assert.ok(text === '' || text.endsWith('\n'))
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as UsageRecord).id)
  }

  it('has written each record, one a line, when append returns', () => {
    for (const id of ['a', 'b', 'c']) {
      append(id)
      assert.equal(idsIn('usage-2026-11-22.ndjson').at(-1), id)
    }
    assert.deepEqual(idsIn('usage-2026-11-22.ndjson'), ['a', 'b', 'c'])
  })

  it('writes what a line cannot hold as JSON does, so that a record stays one line', () => {
    append('line\nbreak \u2028 "quotes" ü 🚀 \ud800')
    assert.equal(readFileSync(join(directory, 'usage-2026-11-22.ndjson'), 'utf8').split('\n').length, 2)
  })

  it('keeps folder and files to its owner', () => {
    append('a')
    assert.equal(statSync(directory).mode & 0o777, 0o700)
    assert.equal(statSync(join(directory, 'usage-2026-11-22.ndjson')).mode & 0o777, 0o600)
  })

  it('begins a new file with a new day of UTC', () => {
    append('a')
    now = secondDay
    append('b')
    append('c')
    assert.deepEqual(idsIn('usage-2026-11-22.ndjson'), ['a'])
    assert.deepEqual(idsIn('usage-2026-11-23.ndjson'), ['b', 'c'])
  })

  it('goes on in the same file after it was closed and opened again', () => {
    append('a')
    spool.close()
    spool = open()
    append('b')
    spool.close()
    append('late')
    assert.deepEqual(idsIn('usage-2026-11-22.ndjson'), ['a', 'b', 'late'])
  })

  it('makes no file where there is nothing to write', () => {
    spool.close()
    spool.close()
    assert.deepEqual(readdirSync(directory), [])
  })

  it('lets records wait while the folder takes none, and writes them in their order when it does again', () => {
    rmSync(directory, { recursive: true })
    writeFileSync(directory, 'a file in its place')
    append('a')
    append('b')
    assert.deepEqual(log, ['failed, 1 waiting', 'failed, 2 waiting'])
    rmSync(directory)
    mkdirSync(directory)
    append('c')
    assert.deepEqual(idsIn('usage-2026-11-22.ndjson'), ['a', 'b', 'c'])
    assert.equal(log.at(-1), 'recovered')
    append('d')
    assert.equal(log.filter((line) => line === 'recovered').length, 1)
  })

  it('writes what still waits when it is closed', () => {
    const away = `${directory}-away`
    renameSync(directory, away)
    append('a')
    renameSync(away, directory)
    spool.close()
    assert.deepEqual(idsIn('usage-2026-11-22.ndjson'), ['a'])
  })

  it('recovers where the folder was away at the change of the day, and closes no file that is not its own', () => {
    append('a')
    const away = `${directory}-away`
    renameSync(directory, away)
    now = secondDay
    append('b')
    // Takes the number of the file that was closed.
    const other = openSync(join(folder.path, 'other'), 'w')
    append('c')
    assert.doesNotThrow(() => fstatSync(other))
    renameSync(away, directory)
    append('d')
    assert.deepEqual(idsIn('usage-2026-11-22.ndjson'), ['a'])
    assert.deepEqual(idsIn('usage-2026-11-23.ndjson'), ['b', 'c', 'd'])
    assert.doesNotThrow(() => fstatSync(other))
  })

  it('takes ten thousand records in little time', () => {
    const started = performance.now()
    for (let index = 0; index < 10_000; index++) append(`x-${index}`)
    assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`)
    const ids = idsIn('usage-2026-11-22.ndjson')
    assert.equal(ids.length, 10_000)
    assert.equal(new Set(ids).size, 10_000)
  })

  it('writes twenty thousand records that have waited in little time', () => {
    const away = `${directory}-away`
    renameSync(directory, away)
    assert.ok(preset)
    for (let index = 0; index < 20_000; index++) append(`x-${index}`)
    renameSync(away, directory)
    const started = performance.now()
    append('last')
    assert.ok(performance.now() - started < 2_000, `${performance.now() - started} ms`)
    const ids = idsIn('usage-2026-11-22.ndjson')
    assert.equal(ids.length, 20_001)
    assert.equal(ids[0], 'x-0')
    assert.equal(ids.at(-1), 'last')
  })
})
