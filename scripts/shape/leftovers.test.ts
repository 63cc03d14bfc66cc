import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { leftovers } from './leftovers.ts'

test('leftovers lets strings and quoted words pass', (t) => {
  const good = {
    'scripts/a.ts': "const a = 'TODO' // what is left to do",
    'README.md': 'We write no `TODO`.\nmktemp XXXXXX',
  }
  assert.deepEqual(objectionsOf(t, leftovers, good), [])
})

test('leftovers objects to notes to ourselves in code and pages', (t) => {
  const bad = { 'packages/gateway/src/a.ts': '\n// TODO: b\n/* FIXME */', 'docs/a.md': 'XXX write this' }
  assert.deepEqual(objectionsOf(t, leftovers, bad).sort(), [
    'docs/a.md:1',
    'packages/gateway/src/a.ts:2',
    'packages/gateway/src/a.ts:3',
  ])
})
