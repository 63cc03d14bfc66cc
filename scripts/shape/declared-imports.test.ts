import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { declaredImports } from './declared-imports.ts'

const manifests = {
  'package.json': JSON.stringify({ devDependencies: { typescript: '7.0.2' } }),
  'packages/gateway/package.json': JSON.stringify({
    dependencies: { undici: '8.12.4', '@tollgate/contract': '0.1.0' },
  }),
  'packages/contract/package.json': '{}',
  'bench/package.json': JSON.stringify({ dependencies: { '@scope/load': '1.0.0' } }),
}

test('declaredImports finds a dependency in the package, and for tests in the workspaces', (t) => {
  const good = {
    ...manifests,
    'packages/gateway/src/a.ts':
      "import 'undici/x'\nimport 'node:net'\nimport '@tollgate/contract/errors'\nimport './b.ts'",
    'tests/e2e/a.test.ts': "import 'undici'\nimport '@tollgate/gateway/x'\nimport 'typescript'",
    'bench/a.ts': "import '@scope/load/deep'",
  }
  assert.deepEqual(objectionsOf(t, declaredImports, good), [])
})

test('declaredImports objects to what only another package declares', (t) => {
  const bad = {
    ...manifests,
    'packages/contract/src/a.ts': "import 'undici'\nimport '@tollgate/gateway/x'",
    'packages/gateway/src/a.ts': "import 'typescript'",
    'tests/e2e/a.test.ts': "import '@scope/load'",
  }
  assert.deepEqual(objectionsOf(t, declaredImports, bad), [
    'packages/contract/src/a.ts:1',
    'packages/contract/src/a.ts:2',
    'packages/gateway/src/a.ts:1',
    'tests/e2e/a.test.ts:1',
  ])
})
