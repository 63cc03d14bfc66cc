import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isHostAndPort } from './host-header.ts'

describe('isHostAndPort', () => {
  const good = [
    'a',
    'A-1.b_2',
    'a.',
    '1.2.3.4',
    '[::]',
    '[::ffff:1.2.3.4]:1',
    'a:1',
    'a:65535',
    `${'a'.repeat(253)}.:65535`,
  ]
  const bad = [
    '.',
    'a..',
    ':',
    'a:',
    'a:0',
    'a:65536',
    'a:1x',
    'a:1:2',
    '[',
    '[]',
    '[::',
    '[::]:',
    '[::]1',
    '[::%1]',
    'a b',
  ]
  const characters = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))

  for (const value of good) it(`takes ${value}`, () => assert.equal(isHostAndPort(value), true))
  for (const value of [...bad, '', 'a'.repeat(261)])
    it(`refuses "${value}"`, () => assert.equal(isHostAndPort(value), false))

  it('takes exactly letters, digits, hyphen, underscore and dot inside a name', () => {
    const taken = characters.filter((character) => isHostAndPort(`a${character}a`)).join('')
    assert.equal(taken, '-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz')
  })
})
