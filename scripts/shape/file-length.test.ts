import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { fileLength } from './file-length.ts'

const lines = (count: number) => 'a()\n'.repeat(count)

test('fileLength lets 300 lines pass, explained ones, and longer tests and tables', (t) => {
  const good = {
    'packages/gateway/src/a.ts': lines(300),
    'packages/gateway/src/b.ts': `/**\n * The parser. Long\n * because a state machine reads best in one piece.\n */\n${lines(400)}`,
    'packages/gateway/src/c.test.ts': lines(600),
    'packages/gateway/src/d.corpus.ts': lines(2000),
  }
  assert.deepEqual(objectionsOf(t, fileLength, good), [])
})

test('fileLength objects to a long file without a reason in its first comment', (t) => {
  const bad = {
    'packages/gateway/src/a.ts': lines(301),
    'packages/gateway/src/b.ts': `/** The parser. */\n${lines(300)}// long because it grew`,
    'packages/gateway/src/c.test.ts': lines(601),
  }
  assert.deepEqual(objectionsOf(t, fileLength, bad), [
    'packages/gateway/src/a.ts:301',
    'packages/gateway/src/b.ts:301',
    'packages/gateway/src/c.test.ts:601',
  ])
})
