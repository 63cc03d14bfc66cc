import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { checkPaths } from './check-paths.ts'
import { loadDocumentation } from './documentation.ts'

const files = {
  '.gitignore': 'bench/results/\n',
  'packages/gateway/src/policies/pii-mask/schema.ts': '',
  'packages/gateway/src/main.ts': '',
}

test('checkPaths knows files, folders, wildcards and alternatives', (t) => {
  const paths = [
    'packages/gateway/src/main.ts:12',
    'packages/gateway/src/',
    'packages/gateway/src/policies/<name>/schema.ts',
    'packages/*/src/main.ts',
    'packages/gateway/src/{main.ts,policies}',
    'bench/results/today.json',
    'src/whatever.ts',
    'node packages/nowhere',
  ]
  const root = sampleRepository(t, { ...files, 'README.md': paths.map((path) => `\`${path}\``).join('\n') })
  assert.deepEqual(checkPaths(loadDocumentation(root)), [])
})

test('checkPaths objects to what is not there', (t) => {
  const paths = [
    'packages/gateway/src/mains.ts',
    'docs/nothing/',
    'packages/gateway/src/{main.ts,other.ts}',
    'packages/*/x.ts',
  ]
  const root = sampleRepository(t, { ...files, 'README.md': paths.map((path) => `\`${path}\``).join('\n') })
  const found = checkPaths(loadDocumentation(root)).map(({ line, message }) => `${line} ${message}`)
  assert.deepEqual(found, [
    '1 there is no packages/gateway/src/mains.ts',
    '2 there is no docs/nothing/',
    '3 there is no packages/gateway/src/other.ts',
    '4 there is no packages/*/x.ts',
  ])
})
