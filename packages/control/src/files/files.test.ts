import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { ensureDataFolder } from './data-folder.ts'
import { readBounded } from './read-bounded.ts'
import { writeAtomically } from './write-atomically.ts'

test('writeAtomically replaces the file, sets the mode and leaves nothing beside it', (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'file')
  writeAtomically(path, 'one', { mode: 0o600 })
  const before = statSync(path).ino
  writeAtomically(path, 'two', { mode: 0o640 })
  assert.equal(readFileSync(path, 'utf8'), 'two')
  assert.equal(statSync(path).mode & 0o777, 0o640)
  assert.notEqual(statSync(path).ino, before)
  assert.deepEqual(readdirSync(folder), ['file'])
})

test('writeAtomically cleans up where the file cannot be replaced', (t) => {
  const folder = temporaryFolder(t)
  ensureDataFolder(folder, 'taken', 'inside')
  assert.throws(() => writeAtomically(join(folder, 'taken'), 'text', { mode: 0o600 }))
  assert.deepEqual(readdirSync(folder), ['taken'])
})

test('readBounded gives text, and a reason for what is no small regular file', (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'file')
  writeFileSync(path, 'text')
  assert.deepEqual(readBounded(path, 4), { kind: 'text', text: 'text' })
  assert.deepEqual(readBounded(path, 3), { kind: 'unreadable', reason: 'it is larger than 3 bytes' })
  assert.deepEqual(readBounded(join(folder, 'none'), 4), { kind: 'missing' })
  assert.deepEqual(readBounded(folder, 4096), { kind: 'unreadable', reason: 'it is no regular file' })
})

test('readBounded does not wait for a pipe', (t) => {
  const pipe = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [pipe])
  assert.deepEqual(readBounded(pipe, 4), { kind: 'unreadable', reason: 'it is no regular file' })
})

test('ensureDataFolder makes folders for this user only, and says what is in the way', (t) => {
  const home = join(temporaryFolder(t), 'deep', 'home')
  const folder = ensureDataFolder(home, 'secrets')
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(home).mode & 0o777, 0o700)
  writeFileSync(join(home, 'file'), '')
  assert.throws(
    () => ensureDataFolder(join(home, 'file'), 'secrets'),
    (error) =>
      error instanceof PlainFailure && /The data folder .*file.* cannot be used: .*TOLLGATE_HOME/.test(error.message),
  )
})
