import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkShape } from './check-shape.ts'
import { sampleRepository } from './testing/sample-repository.ts'

test('checkShape runs every rule, and each problem names the page that explains it', (t) => {
  const root = sampleRepository(t, {
    'packages/contract/src/utils.ts': "import 'undici' // FIXME\nexport default process.env as any\na!.b",
    'packages/gateway/src/pipeline/a.ts': "import '../policies/p/p.ts'\ntry {} catch {}\n'data: '",
    'packages/gateway/src/policies/p/p.ts': "import '../q/q.ts'\nimport '../../pipeline/a.ts'",
    'packages/gateway/src/a.test.ts': "import '@redis/client'\ntest.only('a')",
    'packages/gateway/src/long.ts': 'a()\n'.repeat(301),
    'docs/a.md': ['', 'root', 'x'].join('/'),
  })
  const problems = checkShape(root)
  const pages = new Set(problems.map(({ page }) => page))
  assert.deepEqual([...pages].sort(), [
    'ARCHITECTURE.md "Dependencies"',
    'ARCHITECTURE.md "Invariants" 1',
    'ARCHITECTURE.md "Invariants" 2',
    'ARCHITECTURE.md "Invariants" 3',
    'ARCHITECTURE.md "Invariants" 4',
    'ARCHITECTURE.md "Invariants" 6',
    'scripts/README.md "House style"',
    'scripts/README.md "Tests"',
  ])
})
