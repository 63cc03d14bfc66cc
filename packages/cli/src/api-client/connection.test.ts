import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runCommandLine, temporaryHome } from '../stand-ins/run-command-line.ts'
import { problem, restStandIn, type StandInRoute, standInSession, standInToken } from '../testing/rest-stand-in.ts'
import { machineFor } from '../testing/run-in-process.ts'
import { shownFingerprint } from './trust.ts'

const me = {
  person: { name: 'Alice', email: 'alice@example.com' },
  grants: [{ role: 'admin', scope: { kind: 'organisation' } }],
}
const whoami: StandInRoute = { route: 'GET /me', run: () => ({ body: me }) }
const fixtures = join(import.meta.dirname, '..', 'stand-ins', 'fixtures')

async function logIn(t: TestContext, routes: StandInRoute[]) {
  const server = await restStandIn(t, routes)
  const machine = machineFor(t, null)
  const args = ['login', '--url', server.url, '--fingerprint', shownFingerprint(server.fingerprint)]
  return { server, machine, args, file: join(machine.dataFolder, 'cli', 'login.json') }
}

test('login: a token is tried, and kept with the key that was named, for this user only', async (t) => {
  const { machine, args, server, file } = await logIn(t, [whoami])
  const { stdout, stderr, exitCode } = await machine.run([...args, '--token', '-'], { stdin: `${standInToken}\n` })
  assert.equal(stderr, '')
  assert.equal(stdout, `Logged in to ${server.url} as Alice (alice@example.com) (kept in ~/data/cli/login.json).\n`)
  assert.equal(exitCode, 0)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const who = await machine.run(['whoami'])
  assert.match(
    who.stdout,
    /^Alice \(alice@example\.com\) at https:\/\/localhost:\d+ \(by npx tollgate login\)\nRoles: admin\n/,
  )
  assert.deepEqual(JSON.parse((await machine.run(['whoami', '--json'])).stdout), me)
  assert.match((await machine.run(['logout'])).stdout, /^Logged out of https.* The access token stays good: /)
  assert.equal((await machine.run(['logout'])).stdout, 'Nobody was logged in.\n')
})

test('login: a token that is not accepted is kept nowhere', async (t) => {
  const { machine, args, file } = await logIn(t, [whoami])
  const { exitCode, stderr } = await machine.run([...args, '--token', 'tgp_wrong'])
  assert.equal(exitCode, 1)
  assert.match(stderr, /^https.* does not accept this token: nobody is logged in\. /)
  assert.equal(statSync(file, { throwIfNoEntry: false }), undefined)
})

test('login: the device flow shows the code and waits until it is confirmed; logout ends it at the server', async (t) => {
  let asked = 0
  const { machine, args, server } = await logIn(t, [
    whoami,
    {
      route: 'POST /api/auth/device/code',
      run: () => ({
        body: {
          device_code: 'the-device-code',
          user_code: 'ABCD-EFGH',
          verification_uri: 'https://tollgate.example.com:9443/device',
          verification_uri_complete: 'https://tollgate.example.com:9443/device?user_code=ABCD-EFGH',
          expires_in: 600,
          interval: 0.05,
        },
      }),
    },
    {
      route: 'POST /api/auth/device/token',
      run: () => {
        asked++
        if (asked === 1) return { status: 400, body: { error: 'authorization_pending' } }
        return { body: { access_token: standInSession, token_type: 'Bearer', expires_in: 600 } }
      },
    },
    { route: 'POST /api/auth/sign-out', run: () => ({ body: { status: 'signed-out' } }) },
  ])
  const { stdout, stderr } = await machine.run(args)
  assert.match(
    stdout,
    /^Open https:\/\/tollgate\.example\.com:9443\/device\?user_code=ABCD-EFGH\nand confirm the code ABCD-EFGH\n/,
  )
  const forms = server.seen.filter(({ path }) => path.startsWith('/api/auth/device/'))
  assert.deepEqual(forms[0]?.body, { client_id: 'tollgate-cli' })
  assert.deepEqual(forms[2]?.body, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: 'the-device-code',
    client_id: 'tollgate-cli',
  })
  assert.equal(stderr, '')
  assert.match((await machine.run(['whoami'])).stdout, /\(by npx tollgate login\)/)
  assert.equal(
    (await machine.run(['logout'])).stdout,
    `Logged out of ${server.url}.
`,
  )
  assert.equal(server.seen.at(-1)?.path, '/api/auth/sign-out')
  assert.equal(server.seen.at(-1)?.authorization, `Bearer ${standInSession}`)
})

test('login: a code that is turned down ends it with the sentence of the server', async (t) => {
  const { machine, args } = await logIn(t, [
    {
      route: 'POST /api/auth/device/code',
      run: () => ({
        body: {
          device_code: 'd',
          user_code: 'U',
          verification_uri: 'https://x/device',
          expires_in: 600,
          interval: 0.01,
        },
      }),
    },
    {
      route: 'POST /api/auth/device/token',
      run: () => ({ status: 400, body: { error: 'access_denied', error_description: 'The log-in was turned down.' } }),
    },
  ])
  const { stderr, exitCode } = await machine.run(args)
  assert.equal(exitCode, 1)
  assert.equal(stderr, 'The log-in was turned down.\n')
})

test('login: a certificate that nobody vouches for is not trusted where nobody can be asked, and its key is shown', async (t) => {
  const server = await restStandIn(t, [whoami])
  const machine = machineFor(t, null)
  const { exitCode, stderr } = await machine.run(['login', '--url', server.url, '--token', standInToken])
  assert.equal(exitCode, 2)
  assert.match(stderr, new RegExp(`add --fingerprint ${server.fingerprint}\\.\\n$`))
  assert.equal(server.seen.length, 0)
})

test('login: addresses that are none, and http, are misuse', async (t) => {
  const machine = machineFor(t, null)
  for (const [url, sentence] of [
    ['tollgate.example.com', /which is no address/],
    ['http://tollgate.example.com:9443', /over https only/],
    ['https://a:b@tollgate.example.com', /may not have a user/],
  ] as const) {
    const { exitCode, stderr } = await machine.run(['login', '--url', url, '--token', 'x'])
    assert.equal(exitCode, 2)
    assert.match(stderr, sentence)
  }
})

test('a certificate that changed since the log-in is refused before anything is sent', async (t) => {
  const server = await restStandIn(t, [whoami])
  const machine = machineFor(t, null)
  mkdirSync(join(machine.dataFolder, 'cli'), { recursive: true })
  const login = { url: server.url, token: standInToken, fingerprint: 'ab'.repeat(32) }
  writeFileSync(join(machine.dataFolder, 'cli', 'login.json'), JSON.stringify(login))
  const { exitCode, stderr } = await machine.run(['whoami'])
  assert.equal(exitCode, 1)
  assert.match(stderr, /shows another certificate than the one that was accepted .*somebody may be in between\.\n$/)
  assert.equal(server.seen.length, 0)
})

test('on the machine of the server: its token, its address, its certificate and no other', async (t) => {
  const server = await restStandIn(t, [whoami])
  const machine = machineFor(t, null)
  const environment = { TOLLGATE_STAND_IN_CONSOLE: server.url }
  const up = runCommandLine(t, { args: ['up'], home: machine.home, environment })
  await up.ready()
  mkdirSync(join(machine.dataFolder, 'secrets'), { recursive: true })
  const tokenFile = join(machine.dataFolder, 'secrets', 'local-token')
  writeFileSync(tokenFile, `${standInToken}\n`)
  assert.match((await machine.run(['whoami'])).stdout, /^Alice .* at https:\/\/localhost:\d+ \(on this machine\)\n/)
  writeFileSync(tokenFile, 'another\n')
  assert.match(
    (await machine.run(['whoami'])).stderr,
    /^https\S+ does not accept the token of .*local-token: is it another Tollgate\?/,
  )
  up.child.kill('SIGTERM')
  assert.equal(await up.ended(), 0)

  // Without a supervisor it can only be `tollgate control`, at its usual place.
  mkdirSync(join(machine.dataFolder, 'tls'))
  writeFileSync(join(machine.dataFolder, 'tls', 'certificate.pem'), readFileSync(join(fixtures, 'certificate.pem')))
  const stopped = await machine.run(['whoami'])
  assert.equal(stopped.exitCode, 1)
  assert.match(stopped.stderr, /^https:\/\/localhost:9443 .*\.\n$/)
})

test('variables: both or neither, and they win over a log-in', async (t) => {
  const server = await restStandIn(t, [whoami])
  const machine = machineFor(t, server)
  mkdirSync(join(machine.dataFolder, 'cli'), { recursive: true })
  const login = { url: 'https://localhost:1', token: 'tgp_other', fingerprint: null }
  writeFileSync(join(machine.dataFolder, 'cli', 'login.json'), JSON.stringify(login))
  assert.match((await machine.run(['whoami'])).stdout, /\(by TOLLGATE_URL and TOLLGATE_TOKEN\)/)
  const half = await machine.run(['whoami'], { environment: { TOLLGATE_TOKEN: undefined } })
  assert.equal(half.exitCode, 2)
  assert.match(half.stderr, /^TOLLGATE_URL is set and TOLLGATE_TOKEN is not: set both, or neither\.\n$/)
  const wrong = await machine.run(['whoami'], { environment: { TOLLGATE_TOKEN: 'tgp_wrong' } })
  assert.equal(wrong.exitCode, 1)
  assert.match(wrong.stderr, /does not accept TOLLGATE_TOKEN: make another one/)
  const unpinned = await machine.run(['whoami'], { environment: { TOLLGATE_FINGERPRINT: undefined } })
  assert.match(unpinned.stderr, /certificate that is not trusted here: set TOLLGATE_FINGERPRINT/)
})

test('nothing to talk to, nobody listening, and what is no Tollgate are one sentence each', async (t) => {
  const machine = machineFor(t, null)
  const none = await machine.run(['whoami'])
  assert.equal(none.exitCode, 1)
  assert.match(
    none.stderr,
    /^No Tollgate runs on .*: start it with npx tollgate up, or log in with npx tollgate login --url /,
  )

  const environment = { TOLLGATE_URL: 'https://localhost:1', TOLLGATE_TOKEN: 'x' }
  assert.match(
    (await machine.run(['whoami'], { environment })).stderr,
    /^https:\/\/localhost:1 does not answer: nothing listens there\./,
  )

  const tls = { cert: readFileSync(join(fixtures, 'certificate.pem')), key: readFileSync(join(fixtures, 'key.pem')) }
  const other = createServer(tls, (_, response) => response.writeHead(404).end('<html>')).listen(0, '127.0.0.1')
  t.after(() => other.close())
  const { fingerprint } = await restStandIn(t, [])
  const url = `https://localhost:${(other.address() as AddressInfo).port}`
  const wrong = await machine.run(['whoami'], {
    environment: { TOLLGATE_URL: url, TOLLGATE_TOKEN: 'x', TOLLGATE_FINGERPRINT: fingerprint },
  })
  assert.match(
    wrong.stderr,
    /does not answer as a Tollgate does \(status 404\): is it the port of the console \(9443\)\?\n$/,
  )
})

test('a permission that is missing is said by the server', async (t) => {
  const server = await restStandIn(t, [
    { route: 'GET /me', run: () => problem(403, 'You may not do this: it needs people:read.') },
  ])
  assert.equal((await machineFor(t, server).run(['whoami'])).stderr, 'You may not do this: it needs people:read.\n')
})

test('a certificate that an authority of this machine vouches for needs no fingerprint', async (t) => {
  const server = await restStandIn(t, [whoami])
  const environment = {
    TOLLGATE_URL: server.url,
    TOLLGATE_TOKEN: standInToken,
    NODE_EXTRA_CA_CERTS: join(fixtures, 'certificate.pem'),
  }
  const command = runCommandLine(t, { args: ['whoami'], home: temporaryHome(t), environment })
  assert.equal(await command.ended(), 0, command.stderr())
  assert.match(command.stdout(), /^Alice /)
  const args = ['login', '--url', server.url, '--token', standInToken]
  const login = runCommandLine(t, {
    args,
    home: temporaryHome(t),
    environment: { NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS },
  })
  assert.equal(await login.ended(), 0, login.stderr())
})
