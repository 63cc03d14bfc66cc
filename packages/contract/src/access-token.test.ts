import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { formatAccessToken, isAccessToken } from './access-token.ts'
import { formatApiKey, isMistypedApiKey } from './api-key.ts'

test('isAccessToken knows its own, and no other text by any single letter', () => {
  const token = formatAccessToken(randomBytes(96))
  assert.match(token, /^tgp_[0-9A-Za-z]{49}$/)
  assert.equal(isAccessToken(token), true)
  for (let at = 0; at < token.length; at++) {
    const letter = token[at] === 'x' ? 'y' : 'x'
    assert.equal(isAccessToken(token.slice(0, at) + letter + token.slice(at + 1)), false, `position ${at}`)
  }
  for (const text of ['', 'tgp_', token.slice(1), `${token} `, `${token}\n`, formatApiKey(randomBytes(96))])
    assert.equal(isAccessToken(text), false, text)
  assert.throws(() => formatAccessToken(Buffer.alloc(20)), /not enough random bytes/)
})

test('formatApiKey still makes what it made', () => {
  const bytes = Buffer.from(Array.from({ length: 96 }, (_, index) => index))
  const key = formatApiKey(bytes)
  assert.match(key, /^tg_0123456789ABCDEFGHIJKLMNOPQRSTUV[0-9A-Za-z]{6}$/)
  assert.equal(isMistypedApiKey(key), false)
})
