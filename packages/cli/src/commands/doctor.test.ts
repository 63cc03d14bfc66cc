import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, utimesSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { CheckResult } from '../doctor/check-result.ts'
import { runCommandLine, temporaryHome } from '../stand-ins/run-command-line.ts'

const certificate = join(import.meta.dirname, '..', 'stand-ins', 'fixtures', 'certificate.pem')

async function doctor(
  t: TestContext,
  home: string,
  options: { args?: string[]; environment?: Record<string, string> } = {},
) {
  const { args = [], environment = {} } = options
  const command = runCommandLine(t, { args: ['doctor', '--json', ...args], home, environment })
  const exitCode = await command.ended()
  const { ok, checks }: { ok: boolean; checks: CheckResult[] } = JSON.parse(command.stdout())
  const states = Object.fromEntries(checks.map((check) => [check.name, check.state]))
  const find = (name: string) => {
    const found = checks.find((check) => check.name === name)
    assert.ok(found, name)
    return found
  }
  return { exitCode, ok, states, find, checks }
}

async function startUp(t: TestContext, home: string) {
  const up = runCommandLine(t, { args: ['up'], home })
  return await up.ready()
}

test('doctor: everything in order', async (t) => {
  const home = temporaryHome(t)
  await startUp(t, home)
  await runCommandLine(t, { args: ['connect', 'codex', '--yes'], home }).ended()
  const environment = { OPENAI_AUTH_TOKEN: 'good', CODEX_CA_CERTIFICATE: certificate }
  const { exitCode, ok, states, find } = await doctor(t, home, { environment })
  assert.deepEqual(states, {
    node: 'passed',
    'data folder': 'passed',
    process: 'passed',
    'https port': 'passed',
    'http port': 'passed',
    'certificate dates': 'passed',
    'certificate names': 'passed',
    'certificate kind': 'passed',
    'certificate trust': 'passed',
    address: 'passed',
    key: 'passed',
    provider: 'passed',
    clock: 'passed',
    'codex config': 'passed',
    'codex key': 'passed',
    'codex trust': 'passed',
    SSL_CERT_FILE: 'passed',
  })
  assert.equal(ok, true)
  assert.equal(exitCode, 0)
  assert.match(find('provider').detail, /the built-in demo answers/)
})

test('doctor: nothing runs: each ✗ has a next step, for people', async (t) => {
  const home = temporaryHome(t)
  const environment = { NO_COLOR: '1' }
  const args = ['doctor', '--url', 'https://localhost:1/openaiapi/2.3.0']
  const command = runCommandLine(t, { args, home, environment })
  assert.equal(await command.ended(), 1)
  const lines = command.stdout().split('\n')
  assert.match(command.stdout(), /^✗ process +no tollgate up runs on this data folder\n +→ .*npx tollgate up$/m)
  assert.match(command.stdout(), /^✗ https port +localhost:1 does not answer \(ECONNREFUSED\)$/m)
  assert.match(
    command.stdout(),
    /^✗ codex config +~\/\.codex\/config\.toml does not exist\n +→ npx tollgate connect codex --url /m,
  )
  lines.forEach((line, index) => {
    if (line.startsWith('✗')) assert.match(lines[index + 1] ?? '', /^ +→ /)
  })
  assert.match(command.stdout(), /^\d of \d+ checks failed\.\n$/m)
})

test('doctor: a key that is wrong, missing or cut', async (t) => {
  const home = temporaryHome(t)
  await startUp(t, home)
  const wrong = await doctor(t, home, { args: ['--key', 'bad'] })
  assert.equal(wrong.exitCode, 1)
  assert.deepEqual([wrong.find('key').state, wrong.find('key').detail], ['failed', 'This key is not known here.'])
  assert.equal(wrong.states.provider, 'skipped')
  const missing = await doctor(t, home)
  assert.equal(missing.states.key, 'skipped')
  const cut = await doctor(t, home, { environment: { OPENAI_AUTH_TOKEN: 'tg_cut' } })
  assert.match(cut.find('key form').detail, /^OPENAI_AUTH_TOKEN is mistyped/)
})

test('doctor: an address without an API, and another program on the port', async (t) => {
  const home = temporaryHome(t)
  const { https } = await startUp(t, home)
  const elsewhere = await doctor(t, home, { args: ['--url', `${https}/nowhere/1`] })
  assert.equal(elsewhere.states.address, 'failed')

  const plain = createServer((_, response) => response.end('hello'))
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  t.after(() => plain.close())
  const { port } = plain.address() as AddressInfo
  const noTls = await doctor(t, home, { args: ['--url', `https://localhost:${port}/openaiapi/2.3.0`] })
  assert.match(noTls.find('https port').next ?? '', /does not speak TLS/)
})

test('doctor: what this shell lacks for Codex, and what it has too much', async (t) => {
  const home = temporaryHome(t)
  await startUp(t, home)
  await runCommandLine(t, { args: ['connect', 'codex', '--yes'], home }).ended()
  const bare = await doctor(t, home)
  assert.match(bare.find('codex key').next ?? '', /^export OPENAI_AUTH_TOKEN=/)
  assert.equal(bare.find('codex trust').next, `export CODEX_CA_CERTIFICATE="${certificate}"`)
  const environment = { SSL_CERT_FILE: certificate, OPENAI_AUTH_TOKEN: 'good', https_proxy: 'http://127.0.0.1:9' }
  const full = await doctor(t, home, { environment })
  assert.equal(full.states['codex trust'], 'passed')
  assert.equal(full.states.SSL_CERT_FILE, 'warning')
  assert.equal(full.states.proxy, 'warning')
  assert.equal(full.exitCode, 0)
})

test('doctor: a clock that was set back shows in the files', async (t) => {
  const home = temporaryHome(t)
  mkdirSync(join(home, 'data', 'tls'), { recursive: true })
  const file = join(home, 'data', 'tls', 'certificate.pem')
  copyFileSync(certificate, file)
  const future = new Date(Date.now() + 3_600_000)
  utimesSync(file, future, future)
  const { find, states } = await doctor(t, home)
  assert.equal(find('clock').state, 'failed')
  assert.equal(states['certificate dates'], 'passed')
})
