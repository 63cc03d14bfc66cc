import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { packageImports } from './package-imports.ts'

describe('packageImports', () => {
  test('lets each package import what the architecture allows', (t) => {
    const good = {
      'packages/contract/src/a.ts': "import { z } from 'zod'\nimport './b.ts'",
      'packages/contract/src/a.test.ts': "import assert from 'node:assert'",
      'packages/gateway/src/a.ts':
        "import '@tollgate/contract/errors'\nimport 'node:net'\nimport '../../gateway/src/b.ts'",
      'packages/control/src/a.ts':
        "import '@tollgate/gateway/policies/index'\nimport '@tollgate/gateway/scanning/x'\nimport '@tollgate/contract/errors'",
      'packages/control/src/b.ts':
        "import '@tollgate/gateway/quota/amounts'\nimport '@tollgate/gateway/counters/memory'",
      'packages/cli/src/a.ts': "import type { A } from '@tollgate/contract/errors'",
      'tests/e2e/a.test.ts': "import '../../packages/gateway/src/server/server.ts'\nimport '../harness/x.ts'",
      'bench/run.ts': "import '../tests/fake-provider/x.ts'",
    }
    assert.deepEqual(objectionsOf(t, packageImports, good), [])
  })

  const bad: readonly (readonly [string, string, string])[] = [
    ['contract imports another library', 'packages/contract/src/a.ts', "import 'undici'"],
    ['contract imports a part of Node', 'packages/contract/src/a.ts', "import { join } from 'node:path'"],
    ['contract imports the gateway', 'packages/contract/src/a.ts', "import '@tollgate/gateway/x'"],
    ['gateway imports control', 'packages/gateway/src/a.ts', "import type { A } from '@tollgate/control/x'"],
    ['gateway imports the console', 'packages/gateway/src/a.ts', "await import('@tollgate/console/x')"],
    ['console imports the gateway', 'packages/console/src/a.tsx', "import '@tollgate/gateway/x'"],
    ['control imports sockets of the gateway', 'packages/control/src/a.ts', "import '@tollgate/gateway/server/x'"],
    [
      'control imports counters that are elsewhere',
      'packages/control/src/a.ts',
      "import '@tollgate/gateway/counters/redis'",
    ],
    ['cli imports what it should spawn', 'packages/cli/src/a.ts', "import '@tollgate/control/x'"],
    ['a package reaches another by a path', 'packages/cli/src/a.ts', "import '../../contract/src/x.ts'"],
    ['a package imports scripts', 'packages/cli/src/a.ts', "import '../../../scripts/x.ts'"],
    ['a package imports tests', 'packages/gateway/src/a.test.ts', "import '../../../tests/fake-provider/x.ts'"],
    ['a script imports tests', 'scripts/a.ts', "import '../tests/harness/x.ts'"],
    ['a test imports a main', 'tests/e2e/a.test.ts', "import '../../packages/gateway/src/main.ts'"],
    ['a main is imported by its own package', 'packages/cli/src/a.ts', "export { x } from './main.ts'"],
  ]
  for (const [what, path, text] of bad) {
    test(`objects when ${what}`, (t) =>
      assert.deepEqual(objectionsOf(t, packageImports, { [path]: text }), [`${path}:1`]))
  }
})
