import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { silencedTests } from './silenced-tests.ts'

test('silencedTests lets a skip with its reason pass', (t) => {
  const text = "test('a', { skip: redis ? false : 'no redis-server here' }, () => {})\nt.skip('no IPv6')\nlist.skip(1)"
  assert.deepEqual(objectionsOf(t, silencedTests, { 'tests/e2e/a.test.ts': text }), [])
})

test('silencedTests objects to silence without a reason', (t) => {
  const path = 'packages/gateway/src/a.test.ts'
  const text = [
    "test.only('a', () => {})",
    "it('a', { only: true }, () => {})",
    "describe.skip('a', () => {})",
    "test('a', { skip: true }, () => {})",
    't.skip()',
    "test.todo('a')",
  ]
  assert.deepEqual(
    objectionsOf(t, silencedTests, { [path]: text.join('\n') }).sort(),
    text.map((_, index) => `${path}:${index + 1}`),
  )
})
