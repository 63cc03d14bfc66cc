import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { fileNames } from './file-names.ts'

const empty = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, '']))

test('fileNames lets kebab-case names pass, and the two lists', (t) => {
  const good = [
    'packages/gateway/src/upstream/undici-upstream.ts',
    'packages/gateway/src/counters/counter-store.contract.ts',
    'packages/gateway/src/policies/index.ts',
    'packages/contract/src/resources/types.ts',
    'packages/console/src/index.tsx',
  ]
  assert.deepEqual(objectionsOf(t, fileNames, empty(good)), [])
})

test('fileNames objects to drawers, barrels and other spellings', (t) => {
  const bad = [
    'packages/cli/src/index.ts',
    'packages/gateway/src/common/a.ts',
    'packages/gateway/src/ioHelper.ts',
    'packages/gateway/src/string-utils.ts',
    'packages/gateway/src/types.ts',
    'packages/gateway/src/utils.ts',
    'tests/harness/helpers.ts',
  ]
  assert.deepEqual(
    objectionsOf(t, fileNames, empty(bad)),
    bad.map((path) => `${path}:1`),
  )
})
