import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { canonicalPath, checkTarget, targetBytesMax } from './request-target.ts'

describe('checkTarget', () => {
  const good = [
    '/',
    '/a',
    '/a/',
    '/a.b/..c/...',
    '/a?b=%2f%2e%00',
    '/a?//../',
    '/%20',
    '/%C3%BC',
    '/a;b=c',
    '/~user',
    '/a?',
  ]
  const bad = [
    '',
    '*',
    'a',
    '//',
    '/\\',
    '/..',
    '/.',
    '/a/..?',
    '/a/.;x',
    '/%2F',
    '/%5c',
    '/%2E',
    '/%00',
    '/%1f',
    '/%7F',
    '/%',
    '/%a',
    '/%g0',
    '/a b',
    '/a#b',
    '/a?b#c',
    '/a?b c',
    '/ü',
    '/\u0100',
    '/a?\u2028',
    '/%ff',
    '/%c0%ae',
  ]

  for (const target of good) it(`takes ${target}`, () => assert.equal(checkTarget(target), undefined))
  for (const target of bad)
    it(`refuses ${JSON.stringify(target)}`, () => assert.notEqual(checkTarget(target), undefined))

  it('says the limit when the address is too long', () => {
    assert.equal(checkTarget(`/${'a'.repeat(targetBytesMax - 1)}`), undefined)
    assert.match(checkTarget(`/${'a'.repeat(targetBytesMax)}`) ?? '', /longer than 8192 bytes/)
  })

  it('leaves nothing that another reader takes apart differently', () => {
    const next = random(20_261_122)
    const pieces = [
      '/',
      '/',
      'a',
      '.',
      '..',
      '%2e',
      '%2F',
      '%25',
      '%61',
      '%c3%bc',
      '\\',
      ';',
      ':',
      '@',
      '?',
      '#',
      '%',
      ' ',
      'b',
    ]
    let taken = 0
    for (let round = 0; round < 100_000; round++) {
      const target = `/${Array.from({ length: 1 + (next() % 8) }, () => pieces[next() % pieces.length]).join('')}`
      if (checkTarget(target) !== undefined) continue
      taken++
      const { path, query } = canonicalPath(target)
      const url = new URL(target, 'http://gateway.test')
      assert.equal(url.host, 'gateway.test', target)
      assert.equal(url.pathname, path, target)
      assert.equal(decodeURIComponent(path).split('/').length, path.split('/').length, target)
      assert.equal(path + query, target)
    }
    assert.ok(taken > 10_000, `only ${taken} targets were taken`)
  })
})

describe('canonicalPath', () => {
  it('splits at the first question mark, which belongs to the query', () => {
    assert.deepEqual(canonicalPath('/a/b'), { path: '/a/b', query: '' })
    assert.deepEqual(canonicalPath('/a/b?c?d'), { path: '/a/b', query: '?c?d' })
    assert.deepEqual(canonicalPath('/a?'), { path: '/a', query: '?' })
  })
})

/** A small generator with a seed (mulberry32), so that a failure can be replayed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}
