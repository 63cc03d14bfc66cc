import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadProject } from '../shape/project.ts'
import { sampleRepository } from '../testing/sample-repository.ts'
import { checkEnvironment } from './check-environment.ts'
import { loadDocumentation } from './documentation.ts'

const objections = (root: string) =>
  checkEnvironment(loadDocumentation(root), loadProject(root)).map(
    ({ path, line, message }) => `${path}:${line} ${message}`,
  )

test('checkEnvironment is content when pages and programs know the same variables', (t) => {
  const root = sampleRepository(t, {
    'README.md': 'Set `TOLLGATE_HOME`, or `TOLLGATE_*`.',
    'docs/reference/environment.md': '`TOLLGATE_HOME` and TOLLGATE_PORT',
    'packages/gateway/src/main.ts': "const a = env.TOLLGATE_HOME // TOLLGATE_NOTHING\nrequired('TOLLGATE_PORT')",
    'packages/cli/src/a.ts': "throw coded('TOLLGATE_SOME_CODE')",
    'packages/cli/src/a.test.ts': 'start({ TOLLGATE_STAND_IN: 1 })',
  })
  assert.deepEqual(objections(root), [])
})

test('checkEnvironment objects to unknown variables, and to undocumented ones once each', (t) => {
  const root = sampleRepository(t, {
    'README.md': '\nSet `TOLLGATE_HOUSE`.',
    'docs/reference/environment.md': 'TOLLGATE_HOME',
    'packages/cli/src/a.ts': 'settings(environment.TOLLGATE_PORT)',
    'packages/gateway/src/main.ts': 'const { TOLLGATE_HOME, TOLLGATE_PORT } = process.env',
  })
  assert.deepEqual(objections(root), [
    'README.md:2 nothing reads TOLLGATE_HOUSE',
    'packages/cli/src/a.ts:1 TOLLGATE_PORT is missing on docs/reference/environment.md',
  ])
})
