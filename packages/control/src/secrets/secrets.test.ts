import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isMistypedApiKey } from '@tollgate/contract/api-key'
import { PlainFailure } from '../plain-failure.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { keyDigest } from './key-digest.ts'
import { mintKey } from './mint-key.ts'
import { ensurePepper } from './pepper.ts'

test('ensurePepper makes 32 bytes once, for this user only', (t) => {
  const home = temporaryFolder(t)
  const first = ensurePepper(home)
  assert.match(first.hex, /^[0-9a-f]{64}$/)
  assert.equal(first.isNew, true)
  assert.deepEqual(ensurePepper(home), { hex: first.hex, isNew: false })
  assert.deepEqual(readdirSync(join(home, 'secrets')), ['pepper'])
  assert.equal(statSync(join(home, 'secrets', 'pepper')).mode & 0o777, 0o600)
})

test('ensurePepper closes a file that others can read', (t) => {
  const home = temporaryFolder(t)
  const { hex } = ensurePepper(home)
  chmodSync(join(home, 'secrets', 'pepper'), 0o644)
  assert.equal(ensurePepper(home).hex, hex)
  assert.equal(statSync(join(home, 'secrets', 'pepper')).mode & 0o777, 0o600)
})

test('ensurePepper refuses a damaged file with one sentence and leaves it', (t) => {
  const home = temporaryFolder(t)
  ensurePepper(home)
  for (const damaged of ['', 'abc', 'x'.repeat(64)]) {
    writeFileSync(join(home, 'secrets', 'pepper'), damaged)
    assert.throws(
      () => ensurePepper(home),
      (error) => error instanceof PlainFailure && /is damaged/.test(error.message),
    )
    assert.equal(readFileSync(join(home, 'secrets', 'pepper'), 'utf8'), damaged)
  }
})

test('ensurePepper says so where the data folder cannot be used', (t) => {
  const home = temporaryFolder(t)
  writeFileSync(join(home, 'secrets'), 'a file')
  assert.throws(
    () => ensurePepper(home),
    (error) => error instanceof PlainFailure && /cannot be used/.test(error.message),
  )
})

test('keyDigest is HMAC-SHA-256 under the bytes of the pepper', () => {
  const pepper = '0f'.repeat(32)
  const expected = createHmac('sha256', Buffer.alloc(32, 15)).update('tg_key').digest('hex')
  assert.equal(keyDigest(pepper, 'tg_key'), expected)
})

test('mintKey makes whole keys, never the same', () => {
  const keys = Array.from({ length: 200 }, mintKey)
  assert.equal(new Set(keys).size, keys.length)
  assert.ok(keys.every((key) => /^tg_[0-9A-Za-z]{38}$/.test(key) && !isMistypedApiKey(key)))
})
