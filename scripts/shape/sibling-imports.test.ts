import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { siblingImports } from './sibling-imports.ts'

test('siblingImports lets folders import themselves and the files beside them', (t) => {
  const good = {
    'packages/gateway/src/protocols/openai-chat/a.ts':
      "import './b.ts'\nimport '../sse.ts'\nimport '../../policies/p/p.ts'",
    'packages/gateway/src/protocols/protocols.ts': "import './openai-chat/a.ts'",
    'packages/control/src/services/keys/create.ts': "import '../../storage/store.ts'",
  }
  assert.deepEqual(objectionsOf(t, siblingImports, good), [])
})

test('siblingImports objects to imports between policies, protocols, services and features', (t) => {
  const bad = {
    'packages/gateway/src/policies/a/a.ts': "import '../b/b.ts'",
    'packages/gateway/src/protocols/openai-chat/a.ts': "import type { X } from '../openai-responses/b.ts'",
    'packages/control/src/services/keys/create.ts': "import '@tollgate/control/services/plans/list'",
    'packages/console/src/features/admin/a.tsx': "const x = await import('../publisher/b.tsx')",
  }
  assert.deepEqual(
    objectionsOf(t, siblingImports, bad).sort(),
    Object.keys(bad)
      .map((path) => `${path}:1`)
      .sort(),
  )
})
