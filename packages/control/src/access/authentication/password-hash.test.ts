import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, verifyPassword } from './password-hash.ts'

test('hashPassword salts, and verifyPassword knows its own and nothing else', async () => {
  const [one, two] = [await hashPassword('correct horse battery'), await hashPassword('correct horse battery')]
  assert.notEqual(one, two)
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.equal(await verifyPassword({ hash: one, password: 'correct horse battery' }), true)
  assert.equal(await verifyPassword({ hash: one, password: 'correct horse batterx' }), false)
  for (const hash of ['', 'plain', one.replace('argon2id', 'argon2i'), 'a:b'])
    assert.equal(await verifyPassword({ hash, password: 'correct horse battery' }), false, hash)
})

test('verifyPassword takes the same letters composed differently', async () => {
  const hash = await hashPassword('pa\u00dfwort caf\u00e9')
  assert.equal(await verifyPassword({ hash, password: 'pa\u00dfwort cafe\u0301' }), true)
})
