// biome-ignore-all lint/suspicious/noTemplateCurlyInString: samples of source code
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsOf } from '../testing/sample-repository.ts'
import { sseData } from './sse-data.ts'

test('sseData lets the reader spell it, and everybody say metadata', (t) => {
  const good = {
    'packages/gateway/src/protocols/sse.ts': "const field = 'data: '",
    'packages/gateway/src/protocols/sse.test.ts': "const event = 'data: {}'",
    'packages/gateway/src/a.ts': "const a = { data: 1 }\nlog('metadata: none') // data: not here",
    'packages/control/src/demo-provider/a.ts': "write('data: {}')",
  }
  assert.deepEqual(objectionsOf(t, sseData, good), [])
})

test('sseData objects to a second reader or writer in the gateway', (t) => {
  const path = 'packages/gateway/src/refusals/render.ts'
  const bad = { [path]: 'a(`data: ${json}\\n\\n`)\nline.startsWith("data:")\nline.match(/^data: ?/)' }
  assert.deepEqual(objectionsOf(t, sseData, bad), [`${path}:1`, `${path}:2`, `${path}:3`])
})
