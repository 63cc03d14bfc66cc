import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { machinePaths } from './machine-paths.ts'

const path = (...segments: string[]) => ['', ...segments].join('/')

test('machinePaths lets relative paths, addresses and imaginary people pass', (t) => {
  const good = {
    'README.md': `see docs${path('work', 'x')} and https://example.com${path('home', 'x')} and ${path('home', 'alice', 'x')}`,
  }
  assert.deepEqual(objectionsOf(t, machinePaths, good), [])
})

test('machinePaths objects to the folders of a machine in any text file', (t) => {
  const bad = {
    '.ci/run': `cd ${path('work', 'main')}`,
    'docs/a.md': `\n(${path('root', '.npm')})`,
    'packages/gateway/src/a.ts': `const a = '${path('home', 'jenkins')}'`,
  }
  assert.deepEqual(objectionsOf(t, machinePaths, bad), ['.ci/run:1', 'docs/a.md:2', 'packages/gateway/src/a.ts:1'])
})
