import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { runProgram } from './testing/run-program.ts'
import { sampleRepository } from './testing/sample-repository.ts'

/** Real npm, on packages that lie in the repository itself, so that nothing is fetched. */
const manifest = {
  name: 'sample',
  version: '1.0.0',
  scripts: {
    prestart: 'node scripts/setup.mjs start',
    start: 'node --print "\'started\'"',
    pretest: 'node scripts/setup.mjs test',
    test: 'node --print "\'tested\'"',
  },
  dependencies: { library: 'file:vendor/library' },
  devDependencies: { tool: 'file:vendor/tool' },
}
const lock = {
  name: 'sample',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': manifest,
    'node_modules/library': { resolved: 'vendor/library', link: true },
    'node_modules/tool': { resolved: 'vendor/tool', link: true },
    'vendor/library': { version: '1.0.0' },
    'vendor/tool': { version: '1.0.0', dev: true },
  },
}

function sample(t: TestContext): string {
  const root = sampleRepository(t, {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lock),
    'vendor/library/package.json': '{"name":"library","version":"1.0.0"}',
    'vendor/tool/package.json': '{"name":"tool","version":"1.0.0"}',
  })
  for (const part of ['setup.mjs', 'setup']) {
    cpSync(join(import.meta.dirname, part), join(root, 'scripts', part), { recursive: true })
  }
  return root
}

const setUp = (root: string, plan: string) => runProgram([process.execPath, 'scripts/setup.mjs', plan], { cwd: root })
const has = (root: string, name: string) => existsSync(join(root, 'node_modules', name, 'package.json'))
const installing = /^Installing what Tollgate needs .*\n$/

/** A repository whose one dependency has to come from a registry of ours. */
async function sampleWithRegistry(t: TestContext, answer: RequestListener): Promise<string> {
  const root = sample(t)
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  pointAt(root, (server.address() as AddressInfo).port)
  return root
}

function pointAt(root: string, port: number): void {
  const dependencies = { distant: '1.0.0' }
  const packages = {
    '': { name: 'sample', version: '1.0.0', dependencies },
    'node_modules/distant': { version: '1.0.0' },
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'sample', version: '1.0.0', dependencies }))
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, requires: true, packages }))
  writeFileSync(
    join(root, '.npmrc'),
    `registry=http://127.0.0.1:${port}/\nfetch-retries=0\ncache=${join(root, 'cache')}\nnoproxy=127.0.0.1\n`,
  )
}

describe('setup', { timeout: 120_000 }, () => {
  test('start installs production only, once, in one line', async (t) => {
    const root = sample(t)
    const first = await setUp(root, 'start')
    assert.deepEqual([first.code, has(root, 'library'), has(root, 'tool')], [0, true, false], first.stderr)
    assert.match(first.stderr, installing)
    assert.deepEqual(await setUp(root, 'start'), { code: 0, signal: null, stdout: '', stderr: '' })
  })

  test('verify adds what start left out, around what a running gateway uses', async (t) => {
    const root = sample(t)
    await setUp(root, 'start')
    writeFileSync(join(root, 'node_modules', '.in-use'), '')
    const added = await setUp(root, 'verify')
    assert.deepEqual(
      [added.code, has(root, 'tool'), existsSync(join(root, 'node_modules', '.in-use'))],
      [0, true, true],
    )
    assert.equal(readFileSync(join(root, 'package-lock.json'), 'utf8'), JSON.stringify(lock))
    assert.equal((await setUp(root, 'start')).stderr, '')
  })

  test('test installs the agents too', async (t) => {
    const root = sample(t)
    mkdirSync(join(root, 'tests', 'agents'), { recursive: true })
    writeFileSync(join(root, 'tests', 'agents', 'package.json'), '{"name":"agents","version":"1.0.0"}')
    const packages = { '': { name: 'agents', version: '1.0.0' } }
    writeFileSync(join(root, 'tests/agents/package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }))
    const first = await setUp(root, 'test')
    assert.deepEqual([first.code, has(root, 'tool')], [0, true], first.stderr)
    assert.match(first.stderr, /\nInstalling the agents that the tests drive/)
    assert.ok(existsSync(join(root, 'tests/agents/node_modules/.tollgate-setup')))
    assert.equal((await setUp(root, 'test')).stderr, '')
  })

  test('installs again when the lock file changes', async (t) => {
    const root = sample(t)
    await setUp(root, 'verify')
    writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
    rmSync(join(root, 'node_modules', '.package-lock.json'), { force: true })
    assert.match((await setUp(root, 'verify')).stderr, installing)
  })

  test('adopts what npm ci installed before', async (t) => {
    const root = sample(t)
    await runProgram(['npm', 'ci', '--no-audit', '--no-fund'], { cwd: root })
    assert.equal((await setUp(root, 'test')).stderr, '')
  })

  test('runs inside npm start and npm test, whatever npm passes down', async (t) => {
    const root = sample(t)
    const start = await runProgram(['npm', 'start', '--silent', '--ignore-scripts=false'], { cwd: root })
    assert.deepEqual([start.code, start.stdout, has(root, 'tool')], [0, 'started\n', false], start.stderr)
    const tested = await runProgram(['npm', 'test', '--silent'], { cwd: root, environment: { NODE_ENV: 'production' } })
    assert.deepEqual([tested.code, tested.stdout, has(root, 'tool')], [0, 'tested\n', true], tested.stderr)
  })

  test('two at once install once', async (t) => {
    const root = sample(t)
    const ends = await Promise.all([setUp(root, 'verify'), setUp(root, 'verify'), setUp(root, 'start')])
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0, 0],
    )
    const lines = ends.flatMap(({ stderr }) => stderr.split('\n')).filter((line) => line.startsWith('Installing'))
    assert.ok(lines.length <= 2 && has(root, 'tool') && has(root, 'library'), lines.join())
    assert.ok(!existsSync(join(root, '.tollgate-setup.lock')))
  })

  test('takes over the lock of a process that is gone', async (t) => {
    const root = sample(t)
    const gone = await new Promise<number>((resolve) => {
      let pid = 0
      runProgram(['true'], { cwd: root, onStart: (started) => (pid = started) }).then(() => resolve(pid))
    })
    mkdirSync(join(root, '.tollgate-setup.lock'))
    writeFileSync(join(root, '.tollgate-setup.lock', `owner,${hostname().replace(/[^\w.]/g, '')},${gone},abc`), '')
    const end = await setUp(root, 'start')
    assert.deepEqual([end.code, has(root, 'library')], [0, true], end.stderr)
  })

  test('repeats an install that was interrupted, and leaves no lock', async (t) => {
    let onRequest = () => {}
    const root = await sampleWithRegistry(t, () => onRequest())
    for (const attempt of ['first', 'second']) {
      const end = await runProgram([process.execPath, 'scripts/setup.mjs', 'start'], {
        cwd: root,
        onStart: (pid) => {
          onRequest = () => process.kill(pid, 'SIGTERM')
        },
      })
      assert.match(end.stderr, installing, attempt)
      assert.notEqual(end.code, 0)
      assert.ok(!existsSync(join(root, '.tollgate-setup.lock')))
    }
  })

  test('says what the registry lacks', async (t) => {
    const root = await sampleWithRegistry(t, (_request, response) => response.writeHead(404).end('{}'))
    const { code, stderr } = await setUp(root, 'start')
    assert.equal(code, 1)
    assert.match(stderr, /\n {2}npm: .*404[\s\S]*The npm registry does not have a version that Tollgate needs .*\n$/)
  })

  test('says that the registry cannot be reached', async (t) => {
    const root = sample(t)
    pointAt(root, 1)
    const { code, stderr } = await setUp(root, 'start')
    assert.equal(code, 1)
    assert.match(stderr, /\n {2}npm: .*ECONNREFUSED[\s\S]*The npm registry could not be reached: .*\n$/)
  })

  test('says that the lock file is out of step, without npm’s page of help', async (t) => {
    const root = sample(t)
    const dependencies = { ...manifest.dependencies, unlocked: 'file:vendor/tool' }
    writeFileSync(join(root, 'package.json'), JSON.stringify({ ...manifest, dependencies }))
    const { code, stderr } = await setUp(root, 'start')
    assert.equal(code, 1)
    assert.match(stderr, /package-lock\.json does not fit the package\.json files/)
    assert.ok(stderr.split('\n').length < 20, stderr)
  })

  test('demands Node 24 in one line, where npm brought none', async (t) => {
    const root = sample(t)
    const script = `import { nodeComplaint } from './scripts/setup/node-version.mjs'\nfor (const version of ['v24.0.0', 'v22.9.0']) console.log(nodeComplaint('.', version))`
    const { stdout } = await runProgram([process.execPath, '--input-type=module', '-e', script], { cwd: root })
    assert.match(stdout, /^null\nTollgate needs Node 24 or newer; this is v22\.9\.0, .* install it from .*\n$/)
  })

  test('explains its use', async (t) => {
    const end = await setUp(sample(t), 'nothing')
    assert.deepEqual([end.code, end.stderr], [1, 'usage: node scripts/setup.mjs <start|verify|test|bench>\n'])
  })
})
