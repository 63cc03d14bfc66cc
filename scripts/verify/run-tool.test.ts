import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { runTool } from './run-tool.ts'

function withTool(t: TestContext, script: string): string {
  const root = sampleRepository(t, { 'node_modules/.bin/tool': `#!/bin/sh\n${script}\n` })
  chmodSync(join(root, 'node_modules/.bin/tool'), 0o755)
  return root
}

const options = { tool: 'tool', args: ['a b'], hint: () => 'see the page' }

test('runTool says nothing about a tool that is content', (t) => {
  assert.deepEqual(runTool(withTool(t, 'echo "fine: $1"'), options), { count: 0, text: '' })
})

test('runTool counts the problems by the total or one by one, and ends with the hint', (t) => {
  const root = withTool(t, 'echo "bad: $1"; echo "bad: c" >&2; echo "Found 3 errors."; exit 1')
  assert.deepEqual(runTool(root, { ...options, total: /Found (\d+)/ }), {
    count: 3,
    text: 'bad: a b\nFound 3 errors.\nbad: c\nsee the page',
  })
  assert.equal(runTool(root, { ...options, each: /^bad/gm }).count, 2)
})

test('runTool takes a tool that is missing, or fails without a count, for one problem', (t) => {
  assert.equal(runTool(withTool(t, 'exit 2'), { ...options, total: /Found (\d+)/ }).count, 1)
  const { count, text } = runTool(sampleRepository(t, {}), options)
  assert.equal(count, 1)
  assert.match(text, /ENOENT/)
})
