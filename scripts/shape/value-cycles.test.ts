import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf, sampleRepository } from '../testing/sample-repository.ts'
import { loadProject } from './project.ts'
import { valueCycles } from './value-cycles.ts'

test('valueCycles lets types and dynamic imports go both ways', (t) => {
  const good = {
    'packages/gateway/src/a.ts': "import { b } from './b.ts'\nimport './c.ts'",
    'packages/gateway/src/b.ts': "import type { A } from './a.ts'",
    'packages/gateway/src/c.ts': "await import('./a.ts')\nimport './b.ts'",
  }
  assert.deepEqual(objectionsOf(t, valueCycles, good), [])
})

test('valueCycles reports each ring once, with its way round', (t) => {
  const root = sampleRepository(t, {
    'packages/gateway/src/a.ts': "import './b.ts'",
    'packages/gateway/src/b.ts': "export * from './c.ts'",
    'packages/gateway/src/c.ts': "import { type A } from './a.ts'",
    'packages/contract/src/d.ts': "import '@tollgate/contract/d'",
    'packages/gateway/src/outside.ts': "import './a.ts'\nimport './c.ts'",
  })
  const messages = valueCycles(loadProject(root)).map(({ message }) => message.replaceAll('packages/gateway/src/', ''))
  assert.deepEqual(messages, [
    'the imports form a ring: packages/contract/src/d.ts → packages/contract/src/d.ts',
    'the imports form a ring: a.ts → b.ts → c.ts → a.ts',
  ])
})
