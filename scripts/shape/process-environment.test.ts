import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { processEnvironment } from './process-environment.ts'

describe('processEnvironment', () => {
  test('lets mains, bin files, tests and scripts read it', (t) => {
    const good = {
      'packages/gateway/src/main.ts': 'const { env } = process',
      'packages/cli/bin/tollgate.mjs': 'process.env.HOME',
      'packages/cli/src/a.test.ts': 'process.env.HOME',
      'packages/cli/src/a.ts': "// process.env\nconst s = 'process.env'\nconst { pid } = process\nprocess.argv",
      'scripts/a.ts': 'process.env.CI',
      'tests/a.ts': 'process.env.CI',
    }
    assert.deepEqual(objectionsOf(t, processEnvironment, good), [])
  })

  const ways = {
    'a member': 'process.env.HOME',
    'an optional member': 'process?.env',
    'an index': "process['env']",
    'an import': "import { env } from 'node:process'",
    'a destructuring': 'const { pid, env } = process',
  }
  for (const [way, text] of Object.entries(ways)) {
    test(`objects to reading it elsewhere by ${way}`, (t) => {
      const path = 'packages/gateway/src/server/server.ts'
      assert.deepEqual(objectionsOf(t, processEnvironment, { [path]: `\n${text}` }), [`${path}:2`])
    })
  }
})
