import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readToken, signToken } from './signed-token.ts'

const secret = 'one secret of at least thirty-two characters'

test('readToken gives back what signToken signed', () => {
  assert.equal(readToken('access', signToken('access', 'value', secret), secret), 'value')
})

test('readToken takes nothing that was changed, cut, signed for something else or with another secret', () => {
  const token = signToken('access', 'value', secret)
  const others = [
    '',
    'value',
    token.slice(0, -1),
    `${token}x`,
    `${token}.x`,
    token.replace('value', 'other'),
    token.slice('tgs_'.length),
    signToken('device-code', 'value', secret),
    signToken('device-code', 'value', secret).replace('tgd_', 'tgs_'),
    signToken('access', 'value', `${secret}!`),
  ]
  for (const other of others) assert.equal(readToken('access', other, secret), undefined, other)
})
