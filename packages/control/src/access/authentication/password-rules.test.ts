import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordObjection } from './password-rules.ts'

const email = 'alice@example.com'

test('passwordObjection lets any twelve characters pass, and counts characters, not bytes', () => {
  for (const password of ['correct horse', 'abcdefghijkl', 'ключ от сада', '🔑🔒🗝️🚪abcdefgh'])
    assert.equal(passwordObjection(password, email), undefined, password)
})

test('passwordObjection refuses what is short, endless, the address, or one key held down', () => {
  for (const password of [
    '',
    'elevenchars',
    '🔑🔒',
    'x1y2'.repeat(65),
    ' Alice@Example.com',
    'aaaaaaaaaaaaaaaa',
    'ababababababab',
  ])
    assert.match(passwordObjection(password, email) ?? '', /^The password .*\.$/, password)
})
