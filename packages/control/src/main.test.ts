import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SnapshotMessage } from '@tollgate/contract/snapshot'
import { listen } from './http/listen.ts'
import { ControlProcess, followSnapshot, runCommand, type Variables } from './testing/control-process.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { until } from './testing/until.ts'

function start(t: TestContext, variables: Variables): ControlProcess {
  const control = new ControlProcess(variables)
  t.after(() => control.child.kill('SIGKILL'))
  return control
}

async function follow(t: TestContext, url: string): Promise<SnapshotMessage[]> {
  const stop = new AbortController()
  t.after(() => stop.abort())
  const { messages } = await followSnapshot(url, stop.signal)
  await until('the base is there', () => messages.at(-1)?.type === 'commit')
  return messages
}

function fingerprints(home: string): string[] {
  const files = ['secrets/pepper', 'secrets/master-key', 'secrets/local-token', 'tls/key.pem', 'tls/certificate.pem']
  return files.map((file) =>
    createHash('sha256')
      .update(readFileSync(join(home, file)))
      .digest('hex'),
  )
}

/** A data folder whose configuration file manages everything. */
function homeWithFile(t: TestContext): string {
  const home = temporaryFolder(t)
  copyFileSync(join(import.meta.dirname, 'snapshot', 'fixtures', 'starter.yaml'), join(home, 'tollgate.yaml'))
  return home
}

test('serve: a first start makes everything, shows the first key once, and a restart keeps it all', async (t) => {
  const home = join(temporaryFolder(t), 'home')
  const control = start(t, { TOLLGATE_HOME: home })
  const ready = await control.ready()
  assert.equal(ready.configFile, null)
  assert.equal(ready.admin?.email, 'admin@tollgate.local')
  assert.match(ready.admin?.password ?? '', /^.{20,}$/)
  assert.equal(ready.firstKey?.application, 'my-laptop')
  assert.match(ready.firstKey?.key ?? '', /^tg_/)
  assert.deepEqual(ready.apis, [
    { name: 'OpenAI API', context: '/openaiapi', version: '2.3.0', state: 'published', demo: true },
  ])
  assert.deepEqual(ready.warnings, [])
  assert.ok(existsSync(ready.certificateFile) && existsSync(ready.certificateKeyFile))
  const before = fingerprints(home)
  assert.equal(await control.end('SIGTERM'), 0)

  const again = start(t, { TOLLGATE_HOME: home, OPENAI_API_KEY: 'sk-planted' })
  const readyAgain = await again.ready()
  assert.equal(readyAgain.firstKey, null)
  assert.equal(readyAgain.admin, null)
  assert.equal(readyAgain.apis[0]?.demo, false)
  assert.deepEqual(fingerprints(home), before)
  assert.equal(await again.end('SIGINT'), 0)
  const secrets = [
    ready.firstKey?.key ?? '-',
    ready.admin?.password ?? '-',
    'sk-planted',
    readFileSync(join(home, 'secrets', 'master-key'), 'utf8').trim(),
    readFileSync(join(home, 'secrets', 'pepper'), 'utf8').trim(),
  ]
  for (const secret of secrets) assert.ok(![...control.log, ...again.log].join('\n').includes(secret))
})

test('serve: the demo provider in the snapshot answers calls', async (t) => {
  const control = start(t, { TOLLGATE_HOME: temporaryFolder(t) })
  const [api] = (await follow(t, (await control.ready()).url)).flatMap((message) =>
    message.type === 'upsert' && message.row.kind === 'api' ? message.row : [],
  )
  const endpoint = api?.endpoints[0]
  const credential = endpoint?.credential
  assert.ok(endpoint?.demo && credential)
  const response = await fetch(`${endpoint.url}/responses`, {
    method: 'POST',
    headers: { [credential.header]: credential.value },
    body: JSON.stringify({ model: 'gpt-5.4', input: 'hello' }),
  })
  assert.match(await response.text(), /You asked: “hello”/)
})

test('serve: a good edit is in force within a second, a bad one changes nothing and says so', async (t) => {
  const control = start(t, { TOLLGATE_HOME: homeWithFile(t) })
  const ready = await control.ready()
  const configFile = ready.configFile ?? assert.fail('no configuration file')
  const messages = await follow(t, ready.url)
  const original = readFileSync(configFile, 'utf8')

  const count = messages.length
  const editedAt = performance.now()
  writeFileSync(`${configFile}.new`, original.replace('limit: 20000000', 'limit: 5'))
  renameSync(`${configFile}.new`, configFile)
  await until('the edit is in force', () => messages.length > count + 2, 1_000)
  assert.ok(performance.now() - editedAt < 1_000)
  assert.deepEqual(
    messages.slice(count).map(({ type }) => type),
    ['begin', 'upsert', 'commit'],
  )

  writeFileSync(
    configFile,
    original.replace('provider: openai', 'provider: none').replace('plan: AIGold', 'plan: Golf'),
  )
  await until('the bad edit is reported', () => control.log.some((line) => line.includes('has a mistake')))
  const warnings = control.log.filter((line) => line.includes('has a mistake')).map((line) => JSON.parse(line))
  assert.equal(warnings.length, 1)
  assert.equal(warnings[0].level, 40)
  assert.match(
    warnings[0].msg,
    /what was in force before stays\. .*tollgate\.yaml has 2 problems:[\s\S]*no provider "none"[\s\S]*no plan "Golf"/,
  )
  writeFileSync(configFile, '')
  await until('the empty file is reported', () => control.log.some((line) => line.includes('is empty')))
  rmSync(configFile)
  await until('the missing file is reported', () =>
    control.log.some((line) => line.includes('There is no configuration file')),
  )
  await sleep(100)
  assert.equal(messages.length, count + 3)

  writeFileSync(configFile, original)
  await until('the file is taken again', () => messages.length === count + 6, 2_000)
})

test('serve: a key made and revoked by the commands is in the stream at once', async (t) => {
  const home = homeWithFile(t)
  const variables = { TOLLGATE_HOME: home }
  const control = start(t, variables)
  const messages = await follow(t, (await control.ready()).url)
  const keyRows = () =>
    messages.flatMap((message) =>
      message.type === 'upsert' && message.row.kind === 'key' && message.row.name === 'second' ? message.row : [],
    )
  const made = runCommand(
    ['keys-create', '--application', 'my-laptop', '--name', 'second', '--user', 'alice', '--json'],
    variables,
  )
  assert.equal(made.status, 0, made.stderr)
  const { key, hash } = JSON.parse(made.stdout)
  await until('the key is in the stream', () => keyRows().length === 1, 2_000)
  assert.equal(keyRows()[0]?.digest, hash)
  assert.equal(keyRows()[0]?.person, 'alice')
  assert.equal(runCommand(['keys-revoke', '--name', 'second'], variables).status, 0)
  await until('the revocation is in the stream', () => keyRows()[1]?.state === 'revoked', 2_000)
  const text = readFileSync(join(home, 'tollgate.yaml'), 'utf8')
  assert.ok(!text.includes(key))
})

test('serve ends well when whoever started it is gone', async (t) => {
  const control = start(t, { TOLLGATE_HOME: temporaryFolder(t) })
  await control.ready()
  control.child.disconnect()
  assert.equal(await control.exit, 0)
})

test('serve says in one sentence why it cannot start, and exits with 1', async (t) => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'file')
  writeFileSync(file, 'apis: 5\n')
  const damaged = join(folder, 'damaged')
  mkdirSync(join(damaged, 'secrets'), { recursive: true })
  writeFileSync(join(damaged, 'secrets', 'pepper'), 'short')
  const taken = createServer()
  const port = await listen(taken, 0)
  t.after(() => taken.close())
  const cases: Array<[Variables, RegExp]> = [
    [{ TOLLGATE_HOME: file }, /^The data folder .* cannot be used: .*\.$/],
    [{ TOLLGATE_HOME: damaged }, /pepper is damaged/],
    [
      { TOLLGATE_HOME: join(folder, 'a'), TOLLGATE_CONFIG: join(folder, 'none.yaml') },
      /^There is no configuration file .*none\.yaml\.$/,
    ],
    [
      { TOLLGATE_HOME: join(folder, 'a'), TOLLGATE_CONFIG: file },
      /file:1: apis: found 5 \(a number\); allowed: a list/,
    ],
    [{ TOLLGATE_HOME: join(folder, 'b'), TOLLGATE_CONTROL_TOKEN: 'short' }, /TOLLGATE_CONTROL_TOKEN is too short/],
    [{ TOLLGATE_HOME: join(folder, 'b'), TOLLGATE_MASTER_KEY: 'secret' }, /TOLLGATE_MASTER_KEY is no master key/],
    [{ TOLLGATE_HOME: join(folder, 'c'), DATABASE_URL: 'mysql://db' }, /DATABASE_URL must begin with postgres/],
    [{ TOLLGATE_HOME: join(folder, 'd'), TOLLGATE_ADMIN_PASSWORD: 'password' }, /TOLLGATE_ADMIN_PASSWORD/],
    [
      { TOLLGATE_HOME: join(folder, 'b'), TOLLGATE_CONTROL_PORT: String(port) },
      /cannot listen on 127\.0\.0\.1:\d+: something else listens there/,
    ],
  ]
  for (const [variables, pattern] of cases) {
    const control = start(t, variables)
    assert.match((await control.failed()).message, pattern)
    assert.equal(await control.exit, 1)
    assert.deepEqual(control.log, [])
  }
})

test('serve takes the port of an earlier start again', async (t) => {
  const home = temporaryFolder(t)
  const first = start(t, { TOLLGATE_HOME: home })
  const { url } = await first.ready()
  await first.end('SIGKILL')
  const second = start(t, { TOLLGATE_HOME: home, TOLLGATE_CONTROL_PORT: new URL(url).port })
  assert.equal((await second.ready()).url, url)
})

test('serve warns where hashes of keys cannot be from this data folder', async (t) => {
  const folder = temporaryFolder(t)
  const config = join(folder, 'tollgate.yaml')
  writeFileSync(config, `applications: [ { name: bot, keys: [ { name: a, hash: ${'a1'.repeat(32)} } ] } ]\n`)
  const ready = await start(t, { TOLLGATE_HOME: join(folder, 'home'), TOLLGATE_CONFIG: config }).ready()
  assert.match(ready.warnings.join(), /This data folder is new/)
  assert.equal(existsSync(join(folder, 'home', 'tollgate.yaml')), false)
})

test('config-check says that a file is good, or everything that is wrong with it', (t) => {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  const variables = { TOLLGATE_HOME: temporaryFolder(t) }
  writeFileSync(file, 'providers: [ { name: openai, type: openai } ]\nplans: [ { name: a } ]\n')
  const good = runCommand(['config-check', '--config', file], variables)
  assert.deepEqual([good.status, good.stderr], [0, ''])
  assert.equal(good.stdout, `${file} is good: 0 APIs, 1 plan, 0 applications, 0 keys.\n`)
  writeFileSync(file, 'provider: []\nplans: [ { nam: a } ]\n')
  const bad = runCommand(['config-check', '--config', file], variables)
  assert.equal(bad.status, 1)
  assert.match(bad.stderr, /:1: provider: there is no such field;.* Did you mean "providers"\?/)
  assert.match(bad.stderr, /:2: plans\[0\]\.nam: there is no such field;.* Did you mean "name"\?/)
})

test('config-check knows the policies of the gateway', (t) => {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  const api = (policies: string) => `providers: [ { name: p, type: openai } ]
apis:
  - { name: A, context: /a, version: v1, provider: p, endpoints: { production: { url: "https://a.example" } }, policies: ${policies} }
`
  writeFileSync(file, api('[ { policy: prompt-decorator, config: { text: Be concise. } } ]'))
  assert.equal(runCommand(['config-check', '--config', file], { TOLLGATE_HOME: temporaryFolder(t) }).status, 0)
  writeFileSync(file, api('[ { policy: prompt-decorator, config: {} } ]'))
  const bad = runCommand(['config-check', '--config', file], { TOLLGATE_HOME: temporaryFolder(t) })
  assert.match(bad.stderr, /apis\[0\]\.policies\[0\]\.config\.text: /)
})

test('keys-create --print-only prints a key and its lines, and touches no configuration', (t) => {
  const home = temporaryFolder(t)
  const printed = runCommand(['keys-create', '--application', 'bot', '--name', 'n', '--print-only'], {
    TOLLGATE_HOME: home,
  })
  assert.equal(printed.status, 0)
  assert.match(printed.stdout, /^ {2}tg_[0-9A-Za-z]{38}$/m)
  assert.match(printed.stdout, /^ {2}- name: n\n {4}type: production\n {4}hash: "?[0-9a-f]{64}"?$/m)
  assert.equal(existsSync(join(home, 'tollgate.yaml')), false)
})

test('the commands say in one sentence what is wrong, and exit with 1', (t) => {
  const variables = { TOLLGATE_HOME: temporaryFolder(t) }
  const cases: Array<[string[], RegExp]> = [
    [[], /^No command was given: .*\n$/],
    [['keys-create', '--application', 'a', '--name', 'n'], /^No configuration file is named .*\n$/],
    [
      ['keys-create', '--application', 'a', '--name', 'n', '--expires', '2020-01-01T00:00:00Z'],
      /^--expires is .* past.*\n$/,
    ],
    [['keys-revoke', '--name', 'n'], /^No configuration file is named .*\n$/],
  ]
  for (const [args, pattern] of cases) {
    const { status, stdout, stderr } = runCommand(args, variables)
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, pattern)
  }
})
