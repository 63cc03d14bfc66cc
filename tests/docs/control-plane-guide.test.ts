import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startPostgres } from '@tollgate/control/testing/postgres'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { call } from '../harness/call.ts'
import type { RestPlace } from '../harness/rest-client.ts'
import { acceptInvitation, signIn } from '../harness/sign-in.ts'
import { until } from '../harness/until.ts'
import { Guide } from './guide.ts'
import { Newcomer } from './newcomer.ts'
import { readPage, root } from './page.ts'

const page = 'docs/guides/control-plane.md'
const guide = new Guide([''], page)
const upCommand = guide.take('sh', 'TOLLGATE_ADMIN_EMAIL')
const postgresCommand = guide.take('sh', 'DATABASE_URL')
const password = 'a long enough sentence'

describe(`${page}, step by step`, () => {
  const started = new AsyncDisposableStack()
  let company: Newcomer
  let provider: FakeProvider
  let place: RestPlace
  let fingerprint = ''
  let invitations: string[] = []
  /** The two keys of payments-bot. */
  const keys: string[] = []

  before(async () => {
    provider = started.use(await FakeProvider.start({ answer: agentProvider() }))
    company = started.use(await Newcomer.start(upCommand, { TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1' }))
    place = { url: company.consoleUrl, trusted: await readFile(company.tollgate.certificateFile, 'utf8') }
  })

  after(() => started.disposeAsync())

  test('1: the administrator logs in, and gets another password', async () => {
    const [, shown = ''] = /^Administrator +ada@example\.com · (\S+)/m.exec(company.tollgate.logs) ?? []
    await signIn(place, 'ada@example.com', shown)
    const reset = await done(guide.take('sh', 'reset-password'))
    await acceptInvitation(place, linkIn(reset), password)
    await signIn(place, 'ada@example.com', password)
    fingerprint = /certificate's key: (\S+)/.exec(await done(guide.take('sh', 'whoami')))?.[1] ?? ''
    assert.notEqual(fingerprint, '')
  })

  test('2: people are invited and get roles', async () => {
    const printed = await done(guide.take('sh', 'people invite'))
    invitations = printed.match(/https:\S+#token=\S+/g) ?? []
    assert.equal(invitations.length, 2)
    for (const link of invitations) await acceptInvitation(place, link, password)
    assert.match(await done(guide.take('sh', 'roles grant')), /Dan is publisher for Payments/)
  })

  test('2: somebody elsewhere logs in with a code', async () => {
    const command = company.here(guide.take('sh', 'tollgate login')).replace('<fingerprint>', fingerprint)
    assert.match(await logIn(command), /Logged in to .* as Administrator \(ada@example\.com\)/)
  })

  test('3: an API is published and changed', async () => {
    await writeFile(join(company.home, 'openai.key'), 'sk-a-key-of-the-company\n')
    await done(here(guide.take('sh', 'credentials create')))
    await done(here(guide.take('sh', 'plans create')))
    assert.match(await done(guide.take('sh', 'apis publish')), /is published now/)
    assert.match(await done(guide.take('sh', 'apis restore')), /^2 +default/m)
  })

  test('4: it is used with a key, and the key is replaced and revoked', async () => {
    keys.push(keyIn(await done(guide.take('sh', 'applications create'))))
    keys.push(keyIn(await done(guide.take('sh', 'keys rotate'))))
    for (const key of keys) await until('the key to open the API', async () => (await ask(key)) === 200)
    assert.equal(provider.requests.at(-1)?.header('authorization'), 'Bearer sk-a-key-of-the-company')
    const list = JSON.parse(await done('npx tollgate keys list --application payments-bot --json'))
    const old = list.items.find(({ lastFour }: { lastFour: string }) => keys[0]?.endsWith(lastFour))
    await done(guide.take('sh', 'keys revoke').replace('<id of the key>', old.id))
    await until('the old key to be refused', async () => (await ask(keys[0] ?? '')) === 401)
    assert.equal(await ask(keys[1] ?? ''), 200)
  })

  test('5: a CI job applies what the repository holds', async () => {
    // Two keys of one name cannot be written down: what was revoked is forgotten first.
    const list = JSON.parse(await done('npx tollgate keys list --application payments-bot --state revoked --json'))
    for (const { id } of list.items) await done(`npx tollgate keys delete ${id} --yes`)
    await done(guide.take('sh', 'tollgate export'))
    const made = await done(guide.take('sh', 'tokens create'), elsewhere())
    const token = /tgp_\w+/.exec(made)?.[0] ?? ''
    const file = join(company.home, 'tollgate.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace(/limit: 2000000$/m, 'limit: 3000000'))
    const job = guide.take('sh', 'TOLLGATE_TOKEN').replace('<token>', token).replace('<fingerprint>', fingerprint)
    const printed = await done(job, { HOME: company.home, TOLLGATE_HOME: join(company.home, 'nothing-here') })
    assert.match(printed, /Daily[\s\S]*Applied: \d changes?\./)
    const [curl] = readPage('docs/reference/rest-api.md').blocks()
    const answer = await done(curl?.text ?? '', { TOLLGATE_TOKEN: token })
    assert.match(answer, /"name":"Payments API"/)
  })

  test('6: a gateway joins, and is listed', async () => {
    const printed = await done(guide.take('sh', 'gateways join-token'))
    const command = guide.take('sh', 'gateway --join').replace('<join token>', /tgj_\S+/.exec(printed)?.[0] ?? '')
    await using edge = await Newcomer.start(command, { TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1' })
    assert.equal(await ask(keys[1] ?? '', edge), 200)
    assert.match(await done(guide.take('sh', 'gateways list')), /^edge +default +good/m)
    // As Ctrl-C does it: to everything that the terminal started.
    process.kill(-edge.tollgate.pid, 'SIGINT')
  })

  test('7: it starts on Postgres', async () => {
    const postgres = await startPostgres()
    started.defer(() => postgres.stop())
    const url = await postgres.freshDatabase()
    const command = postgresCommand.replace(/postgres:[^"]+/, url)
    await using other = await Newcomer.start(command)
    assert.match(other.firstKey, /^tg_/)
    assert.match((await other.type('npx tollgate apis list')).stdout, /OpenAI API/)
  })

  test('8: a backup is another Tollgate, and the master key is replaced', async () => {
    await done(guide.take('sh', 'tollgate backup'))
    assert.match(await done(guide.take('sh', 'master-key rotate')), /sealed under the new master key/)
    assert.equal(await ask(keys[1] ?? ''), 200)
    await company.tollgate.stop()
    await rm(company.tollgate.home, { recursive: true })
    assert.match(await done(guide.take('sh', 'tollgate restore')), /Restored/)
    const home = { TOLLGATE_HOME: company.tollgate.home, TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1' }
    await using again = await Newcomer.start('npx tollgate up', home)
    assert.equal(await ask(keys[1] ?? '', again), 200)
  })

  test('every command of the guide was run', () => assert.deepEqual(guide.left, []))

  async function ask(key: string, asked = company): Promise<number> {
    const { status } = await fetch(`${asked.tollgate.httpUrl}/payments/1.0.0/models`, { headers: { ApiKey: key } })
    return status
  }

  function here(lines: string): string {
    return lines.replaceAll('https://api.openai.com', provider.url)
  }

  async function done(lines: string, environment = {}): Promise<string> {
    const { stdout, stderr, exitCode } = await company.type(lines, { environment })
    assert.equal(exitCode, 0, stdout + stderr)
    return stdout
  }

  /** Another home of the same person: another machine. */
  function elsewhere() {
    const home = join(company.home, 'elsewhere')
    return { HOME: home, TOLLGATE_HOME: join(home, '.tollgate') }
  }

  /** Types the command and confirms its code, as the page of the console does it. */
  async function logIn(command: string): Promise<string> {
    await mkdir(elsewhere().HOME)
    const child = spawn('/bin/bash', ['-c', command], { cwd: root, env: { ...company.environment, ...elsewhere() } })
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
    await until('the code', () => /code (\w+)/.test(printed))
    const userCode = /code (\w+)/.exec(printed)?.[1] ?? ''
    const headers = { 'content-type': 'application/json', origin: place.url }
    const atLogIn = async (path: string, more: object, body?: object) => {
      const options = { headers: { ...headers, ...more }, trusted: place.trusted }
      const sent = body === undefined ? options : { ...options, body: JSON.stringify(body) }
      const answer = await call(`${place.url}/api/auth${path}`, sent)
      assert.equal(answer.status, 200, answer.text)
      return answer
    }
    const signedIn = await atLogIn('/sign-in/email', {}, { email: 'ada@example.com', password })
    const cookie = [signedIn.headers['set-cookie'] ?? []]
      .flat()
      .map((line) => line.split(';')[0])
      .join('; ')
    await atLogIn(`/device?user_code=${userCode}`, { cookie })
    await atLogIn('/device/approve', { cookie }, { userCode })
    await once(child, 'close')
    return printed
  }
})

function linkIn(printed: string): string {
  return /https:\S+#token=\S+/.exec(printed)?.[0] ?? assert.fail(printed)
}

function keyIn(printed: string): string {
  return /\btg_[0-9A-Za-z]{38}\b/.exec(printed)?.[0] ?? assert.fail(printed)
}
