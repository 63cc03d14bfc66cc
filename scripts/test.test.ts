import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { runProgram } from './testing/run-program.ts'
import { type SampleFiles, sampleRepository } from './testing/sample-repository.ts'

const passing = "import { test } from 'node:test'\ntest('a', () => {})\n"

/** Runs the runner over a repository of its own. */
async function runTests(
  t: TestContext,
  files: SampleFiles,
  options: { args?: string[]; ci?: boolean; kill?: number } = {},
) {
  const root = sampleRepository(t, { 'package.json': '{"type":"module"}', ...files })
  for (const part of ['test.ts', 'test']) {
    const filter = (path: string) => !path.endsWith('.test.ts')
    cpSync(join(import.meta.dirname, part), join(root, 'scripts', part), { recursive: true, filter })
  }
  const end = await runProgram([process.execPath, 'scripts/test.ts', ...(options.args ?? [])], {
    cwd: root,
    environment: { CI: options.ci ? 'true' : '', TOLLGATE_HOME: '/nowhere', OPENAI_API_KEY: 'sk-secret' },
    onStart: (pid) => {
      if (options.kill !== undefined) setTimeout(() => process.kill(pid, 'SIGTERM'), options.kill)
    },
  })
  return { ...end, last: end.stdout.trimEnd().split('\n').at(-1) }
}

describe('scripts/test.ts', () => {
  test('counts leaf tests and ends with the totals alone on the last line', async (t) => {
    const end = await runTests(t, {
      'packages/a/src/a.test.ts':
        "import { describe, it, test } from 'node:test'\ndescribe('s', () => { it('a', () => {}); it('b', () => {}) })\n" +
        "test('t', async (t) => { await t.test('u', () => {}) })\n",
      'tests/e2e/b.test.ts': passing,
      'tests/agents/node_modules/x/x.test.ts': passing,
      'tests/e2e/long/soak.test.ts': "throw new Error('only when asked for')",
    })
    assert.deepEqual([end.code, end.last], [0, '4 passed, 0 failed'], end.stdout)
    assert.match(end.stdout, /✓ packages\/a\/src\/a\.test\.ts {2}3 passed, 0 failed/)
    assert.match(end.stdout, /slowest files:\n/)
  })

  test('shows each failure with its place, its diff and what the file printed', async (t) => {
    const end = await runTests(t, {
      'packages/a/src/a.test.ts':
        "import assert from 'node:assert/strict'\nimport { describe, it } from 'node:test'\nconsole.log('printed')\n" +
        "describe('s', () => { it('a', () => {})\nit('b', () => assert.deepEqual({ x: 1 }, { x: 2 })) })",
    })
    assert.deepEqual([end.code, end.last], [1, '1 passed, 1 failed'], end.stdout)
    assert.match(end.stdout, /✗ s › b {2}\(packages\/a\/src\/a\.test\.ts:5\)[\s\S]*\+ +x: 1[\s\S]*\| printed/)
  })

  test('counts a file as failed that crashes, runs nothing, or ends the process early', async (t) => {
    const files = {
      'packages/a/src/crash.test.ts': `${passing}throw new Error('crashed')`,
      'packages/a/src/early.test.ts': `${passing}test('b', () => process.exit(0))`,
      'packages/a/src/late.test.ts': `${passing}setTimeout(() => { throw new Error('late') }, 20)`,
      'packages/a/src/none.test.ts': 'console.log(1)',
      'packages/a/src/syntax.test.ts': 'const',
    }
    const end = await runTests(t, files)
    assert.deepEqual([end.code, end.last], [1, '1 passed, 5 failed'], end.stdout)
    for (const file of Object.keys(files)) assert.match(end.stdout, new RegExp(`✗ ${file}`))
  })

  test('prints the reason of a skip, and in CI fails for it', async (t) => {
    const files = {
      'packages/a/src/a.test.ts': `${passing}test('b', { skip: 'no redis-server here' }, () => {})\ntest('c', { todo: true }, () => {})`,
    }
    const here = await runTests(t, files)
    assert.deepEqual([here.code, here.last], [0, '1 passed, 0 failed, 2 skipped'])
    assert.match(here.stdout, /a\.test\.ts: b: no redis-server here\n.*: c: no reason given/)
    const ci = await runTests(t, files, { ci: true })
    assert.deepEqual([ci.code, ci.last], [1, '1 passed, 0 failed, 2 skipped'])
  })

  test('runs one kind, or the files whose path has a part', async (t) => {
    const files = {
      'packages/a/src/a.test.ts': passing,
      'scripts/b.test.ts': passing,
      'tests/conformance/c.test.ts': passing,
      'tests/e2e/d.test.ts': passing,
      'tests/faults/e.test.ts': passing,
      'tests/e2e/long/f.test.ts': passing,
    }
    const ran = async (...args: string[]) =>
      [...(await runTests(t, files, { args })).stdout.matchAll(/✓ \S*(\w)\.test/g)].map((match) => match[1]).sort()
    assert.deepEqual(await ran(), ['a', 'b', 'c', 'd', 'e'])
    assert.deepEqual(await ran('unit'), ['a', 'b'])
    assert.deepEqual(await ran('conformance'), ['c'])
    assert.deepEqual(await ran('e2e'), ['d', 'e'])
    assert.deepEqual(await ran('long'), ['f'])
    assert.deepEqual(await ran('unit', 'scripts/'), ['b'])
    assert.deepEqual(await ran('faults'), ['e'])
  })

  test('fails when no file was found', async (t) => {
    const end = await runTests(t, {}, { args: ['long'] })
    assert.deepEqual([end.code, end.last], [1, '0 passed, 0 failed'])
  })

  test('hides the settings and credentials of the person at the keyboard', async (t) => {
    const text = `${passing}test('b', (t) => t.assert.deepEqual(Object.keys(process.env).filter((name) => /^(OPENAI|TOLLGATE|NODE_TEST)/.test(name)), []))`
    const end = await runTests(t, { 'packages/a/src/a.test.ts': text })
    assert.equal(end.last, '2 passed, 0 failed', end.stdout)
  })

  test('ends what a file left running', async (t) => {
    const text = `import { spawn } from 'node:child_process'\n${passing}
      test('b', () => { console.log('left', spawn('sleep', ['60'], { stdio: 'inherit' }).pid) ; setTimeout(() => process.exit(0), 50) })
      test('c', { timeout: 1000 }, () => new Promise(() => {}))`
    const end = await runTests(t, { 'packages/a/src/a.test.ts': text })
    assert.match(end.stdout, /left processes behind/)
    const pid = Number(/left (\d+)/.exec(end.stdout)?.[1])
    // Where nobody collects orphans, as in some containers, a killed one stays listed as a zombie.
    const state = await runProgram(['ps', '-o', 'stat=', '-p', String(pid)], { cwd: '/' })
    assert.match(state.stdout, /^(Z.*\n)?$/)
  })

  test('stops its files on SIGTERM and fails', async (t) => {
    const text = `${passing}test('b', () => new Promise((resolve) => setTimeout(resolve, 60_000)))`
    const end = await runTests(t, { 'packages/a/src/a.test.ts': text, 'tests/e2e/b.test.ts': passing }, { kill: 2_500 })
    assert.equal(end.code, 1)
    assert.match(end.stdout, /interrupted: not every file was run\n/)
    assert.doesNotMatch(end.stdout, /tests\/e2e\/b\.test\.ts/)
  })
})
