import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { defaultExports } from './default-exports.ts'

test('defaultExports lets named exports pass, and files that a tool loads', (t) => {
  const good = {
    'packages/gateway/src/a.ts': 'export const a = 1',
    'packages/console/vite.config.ts': 'export default {}',
  }
  assert.deepEqual(objectionsOf(t, defaultExports, good), [])
})

test('defaultExports objects to others', (t) => {
  const path = 'packages/gateway/src/a.ts'
  assert.deepEqual(objectionsOf(t, defaultExports, { [path]: '\nexport default function a() {}' }), [`${path}:2`])
})
