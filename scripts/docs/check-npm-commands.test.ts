import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { checkNpmCommands } from './check-npm-commands.ts'
import { loadDocumentation } from './documentation.ts'

const manifest = JSON.stringify({ scripts: { start: 'x', test: 'x', 'test:long': 'x' } })

test('checkNpmCommands knows the scripts, and what is npm’s own', (t) => {
  const page =
    '`npm start` and `npm run test:long -- x`\n```sh\n$ CI=1 npm test && npm ci # npm run away\nnpm i -g @openai/codex\n```'
  const root = sampleRepository(t, { 'package.json': manifest, 'README.md': page })
  assert.deepEqual(checkNpmCommands(loadDocumentation(root)), [])
})

test('checkNpmCommands objects to scripts that are not there', (t) => {
  const page = 'Say `npm run bench`.\n```sh\ncd x && npm run -s build\nnpm stop\n```\n```json\nnpm run nothing\n```'
  const root = sampleRepository(t, { 'package.json': manifest, 'README.md': page })
  const found = checkNpmCommands(loadDocumentation(root)).map(({ line, message }) => `${line} ${message}`)
  assert.deepEqual(found, [
    '3 package.json has no script build',
    '4 package.json has no script stop',
    '1 package.json has no script bench',
  ])
})
