import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleRepository } from '../testing/sample-repository.ts'
import { runFile } from './run-file.ts'

const passing = "import { test } from 'node:test'\nsetInterval(() => undefined, 1_000)\ntest('a', () => undefined)\n"
const samples = [
  {
    when: 'something keeps its process open',
    more: '',
    says: /its tests are through, but something keeps the process open/,
  },
  {
    when: 'a test does not end after its subtests',
    more: "test('b', async (t) => { await t.test('c', () => undefined); await new Promise(() => undefined) })\n",
    says: /was killed: in "b"/,
  },
]

for (const { when, more, says } of samples)
  test(`a file is ended in which ${when}, and it says so`, async (t) => {
    const root = sampleRepository(t, { 'package.json': '{"type":"module"}', 'a.test.ts': passing + more })
    const options = { root, file: 'a.test.ts', timeoutMs: 2_000, signal: new AbortController().signal }
    const { failed, failures } = await runFile(options)
    assert.equal(failed, 1)
    assert.match(failures[0]?.text ?? '', says)
  })
