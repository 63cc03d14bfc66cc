import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanCredential } from './credential.ts'

test('cleanCredential takes off what was pasted along', () => {
  for (const text of ['sk-1', ' sk-1\n', 'Bearer sk-1', 'bearer   sk-1\r\n'])
    assert.deepEqual(cleanCredential(text, undefined), { value: 'sk-1' }, text)
  assert.deepEqual(cleanCredential('Bearer sk-1', 'api-key'), { value: 'sk-1' })
})

test('cleanCredential leaves the scheme where the author named the authorization header', () => {
  assert.deepEqual(cleanCredential('Basic dXNlcg==', 'Authorization'), { value: 'Basic dXNlcg==' })
  assert.deepEqual(cleanCredential('Bearer sk-1', 'authorization'), { value: 'Bearer sk-1' })
})

test('cleanCredential refuses what cannot stand in a header, without showing it', () => {
  for (const text of ['sk-1\r\nx-evil: 1', 'sk-1\nsk-2', 'sk-“1”', 'sk-\u00001', 'sk 1', ' Bearer ']) {
    const clean = cleanCredential(text, undefined)
    assert.ok('problem' in clean, text)
    assert.doesNotMatch(clean.problem, /sk-/)
  }
})
