import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { ensureMasterKey } from './master-key.ts'
import { createVault, keyId, SealBroken } from './vault.ts'

const secret = 'sk-provider-secret-ü'

test('a sealed text opens in its place, and is another one every time', () => {
  const key = randomBytes(32)
  const vault = createVault(key)
  for (const text of [secret, '', 'x'.repeat(100_000)]) {
    const sealed = vault.seal(text, 'credential.sealed:one')
    assert.match(sealed, new RegExp(`^v1\\.${keyId(key)}\\.`))
    assert.equal(vault.open(sealed, 'credential.sealed:one'), text)
    assert.notEqual(vault.seal(text, 'credential.sealed:one'), sealed)
  }
})

test('SE-3: every flipped bit and every cut is found, and the error tells nothing of the text', () => {
  const vault = createVault(randomBytes(32))
  const sealed = vault.seal(secret, 'credential.sealed:one')
  const [version = '', id = '', payload = ''] = sealed.split('.')
  const bytes = Buffer.from(payload, 'base64url')
  const damaged = [
    `${sealed}A`,
    `${sealed}=`,
    ` ${sealed}`,
    `${sealed}\n`,
    '',
    secret,
    'v1..',
    sealed.replace('v1', 'v2'),
  ]
  for (let index = 0; index < bytes.length; index++)
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << bit), index)
      damaged.push([version, id, flipped.toString('base64url')].join('.'))
    }
  for (let index = 0; index < sealed.length; index++) {
    damaged.push(sealed.slice(0, index))
    for (const letter of 'A9_')
      if (sealed[index] !== letter) damaged.push(sealed.slice(0, index) + letter + sealed.slice(index + 1))
  }
  for (const text of damaged)
    assert.throws(
      () => vault.open(text, 'credential.sealed:one'),
      (error) => error instanceof SealBroken && !error.message.includes(secret),
      text,
    )
})

test('SE-3: what was sealed for one row, column or table opens in no other', () => {
  const vault = createVault(randomBytes(32))
  const places = [
    'credential.sealed:one',
    'credential.sealed:two',
    'credential.sealed_next:one',
    'kept_secret.sealed:one',
  ]
  for (const from of places)
    for (const to of places) if (from !== to) assert.throws(() => vault.open(vault.seal(secret, from), to), SealBroken)
})

test('an older key opens while a rotation is under way, and is missed by its id afterwards', () => {
  const [older, current] = [randomBytes(32), randomBytes(32)]
  const sealed = createVault(older).seal(secret, 'p')
  const vault = createVault(current, [older])
  assert.equal(vault.open(sealed, 'p'), secret)
  assert.ok(vault.seal(secret, 'p').startsWith(`v1.${keyId(current)}.`))
  assert.throws(() => createVault(current).open(sealed, 'p'), new RegExp(`master key ${keyId(older)} is missing`))
})

test('ensureMasterKey takes the given key in either spelling', (t) => {
  const home = temporaryFolder(t)
  const key = randomBytes(32)
  for (const text of [
    key.toString('hex'),
    key.toString('base64'),
    key.toString('base64url'),
    `${key.toString('hex')}\n`,
  ])
    assert.deepEqual(ensureMasterKey(home, text), key)
})

test('ensureMasterKey refuses what is short, typed or repeated, without showing it', (t) => {
  const home = temporaryFolder(t)
  const weak = ['', 'changeme', 'password'.repeat(8), '0'.repeat(64), 'ab'.repeat(32), '0123456789abcdef'.repeat(4)]
  for (const text of [...weak, randomBytes(31).toString('hex'), randomBytes(16).toString('base64'), 'A'.repeat(43)])
    assert.throws(
      () => ensureMasterKey(home, text),
      (error) =>
        error instanceof PlainFailure &&
        error.message.startsWith('TOLLGATE_MASTER_KEY') &&
        (text === '' || !error.message.includes(text)),
    )
})

test('ensureMasterKey makes a file once, for this user only, and says where one is damaged', (t) => {
  const home = temporaryFolder(t)
  const key = ensureMasterKey(home, undefined)
  const path = join(home, 'secrets', 'master-key')
  assert.equal(key.length, 32)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(ensureMasterKey(home, undefined), key)
  assert.equal(readFileSync(path, 'utf8').trim(), key.toString('hex'))
  writeFileSync(path, 'damaged')
  assert.throws(
    () => ensureMasterKey(home, undefined),
    (error) => error instanceof PlainFailure && error.message.startsWith(path),
  )
})
