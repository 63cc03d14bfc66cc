import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { KeyDigests, presentedKey } from './credential.ts'

test('presentedKey prefers apikey over x-api-key over x-goog-api-key over a Bearer token', () => {
  const all = { apikey: 'a', 'x-api-key': 'b', 'x-goog-api-key': 'c', authorization: 'Bearer d' }
  assert.equal(presentedKey(all, null), 'a')
  const { apikey: _apikey, ...withoutFirst } = all
  assert.equal(presentedKey(withoutFirst, null), 'b')
  assert.equal(presentedKey({ 'x-goog-api-key': 'c', authorization: 'Bearer d' }, null), 'c')
  assert.equal(presentedKey({ authorization: 'bearer  d' }, null), 'd')
})

test('presentedKey takes no other scheme than Bearer, and nothing empty', () => {
  assert.equal(presentedKey({ authorization: 'Basic dXNlcjpwYXNz' }, null), undefined)
  assert.equal(presentedKey({ apikey: '' }, null), undefined)
  assert.equal(presentedKey({}, null), undefined)
})

test("presentedKey looks nowhere but at the API's own header where it has one", () => {
  assert.equal(presentedKey({ apikey: 'a', 'x-team-key': 'k' }, 'x-team-key'), 'k')
  assert.equal(presentedKey({ apikey: 'a' }, 'x-team-key'), undefined)
})

test('KeyDigests are HMAC-SHA-256, before and after a key is remembered, and follow the pepper', () => {
  const digests = new KeyDigests()
  for (const pepper of [randomBytes(32), randomBytes(32)]) {
    for (const key of ['tg_one', 'ünïcode', 'x'.repeat(500)]) {
      const expected = createHmac('sha256', pepper).update(key).digest('hex')
      assert.equal(digests.digestOf(key, pepper.toString('hex')), expected)
      digests.remember(key, expected)
      assert.equal(digests.digestOf(key, pepper.toString('hex')), expected)
    }
  }
})
