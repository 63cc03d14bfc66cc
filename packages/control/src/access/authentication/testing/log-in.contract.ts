import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestEngine } from '../../../testing/stores.ts'
import { addAlice, alice, testAuthentication } from './test-authentication.ts'
import { baseUrl } from './test-browser.ts'

const wrong = 'not the right password'
const hourMs = 60 * 60 * 1000

/** Passwords and sessions. */
export function logInContract(engine: TestEngine): void {
  describe('log-in', () => {
    test('a password opens a session in a cookie that no script and no other host can read', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const authUserId = await addAlice(setup)
      const browser = setup.browser()
      const answer = await browser.signIn('Alice@Example.com', alice.password)
      assert.deepEqual([answer.status, answer.text], [200, '{"status":"signed-in"}'])
      assert.equal(answer.setCookies.length, 1)
      const [cookie = ''] = answer.setCookies
      assert.match(cookie, /^__Host-tollgate=\w{32}\.\S+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
      const session = await browser.session()
      assert.equal(session?.authUserId, authUserId)
      assert.equal(session?.email, alice.email)
      assert.equal(session?.transport, 'cookie')
      assert.equal((await browser.get('/session')).body.email, alice.email)
    })

    test('the password is kept as argon2id, and the token is nowhere in the answer', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const answer = await setup.browser().signIn(alice.email, alice.password)
      const dump = await setup.dump()
      assert.match(dump, /\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
      assert.doesNotMatch(dump, new RegExp(alice.password))
      assert.deepEqual(Object.keys(answer.body), ['status'])
    })

    test('nobody can sign up, by any spelling of the route', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const body = { email: 'eve@example.com', password: alice.password, name: 'Eve' }
      for (const path of ['/sign-up/email', '/sign-up/email/', '//sign-up/email', '/sign%2dup/email', '/update-user'])
        assert.equal((await setup.browser().post(path, body)).status, 404, path)
      assert.doesNotMatch(await setup.dump(), /eve@/)
    })

    test('an unknown address, a wrong password, no password and a suspended person get the same answer', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const authUserId = await addAlice(setup)
      await setup.authentication.createUser({ email: 'bob@example.com', name: 'Bob', password: null })
      const tries = [
        () => setup.browser().signIn('nobody@example.com', wrong),
        () => setup.browser().signIn(alice.email, wrong),
        () => setup.browser().signIn('bob@example.com', wrong),
      ]
      const answers = []
      for (const attempt of tries) answers.push(await attempt())
      setup.people.suspended.add(authUserId)
      answers.push(await setup.browser().signIn(alice.email, alice.password))
      for (const { status, text, setCookies } of answers)
        assert.deepEqual([status, text, setCookies], [401, answers[0]?.text, []])
      assert.match(answers[0]?.text ?? '', /invalid-credentials/)
    })

    test('an unknown address takes as long as a wrong password', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const took = { known: [] as number[], unknown: [] as number[] }
      const time = async (email: string) => {
        const start = performance.now()
        await setup.browser().signIn(email, wrong)
        return performance.now() - start
      }
      for (let round = 0; round < 9; round++) {
        took.known.push(await time(alice.email))
        took.unknown.push(await time('nobody@example.com'))
      }
      const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0
      const ratio = median(took.unknown) / median(took.known)
      assert.ok(ratio > 0.5 && ratio < 2, `ratio ${ratio}`)
    })

    test('ten tries in a quarter of an hour, then 429; a session that stands is not touched', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const victim = setup.browser()
      await victim.signIn(alice.email, alice.password)
      const statuses = await Promise.all(
        Array.from({ length: 14 }, (_, at) => setup.browser(`198.51.100.${at}`).signIn(alice.email, wrong)),
      )
      assert.equal(statuses.filter(({ status }) => status === 401).length, 10)
      const full = statuses.find(({ status }) => status === 429)
      assert.equal(full?.headers.get('content-type'), 'application/problem+json')
      assert.match(full?.text ?? '', /too-many-attempts/)
      const wait = Number(full?.headers.get('retry-after'))
      assert.ok(wait > 0 && wait <= 900)
      assert.equal((await setup.browser().signIn(alice.email, alice.password)).status, 429)
      assert.ok(await victim.session())
      assert.equal((await victim.get('/session')).status, 200)
    })

    test('one address that tries many accounts is stopped, others are not', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const attacker = setup.browser('203.0.113.9')
      let stopped = 0
      for (let at = 0; at < 302; at++) if ((await attacker.post('/sign-in/email', {})).status === 429) stopped++
      assert.equal(stopped, 2)
      assert.equal((await setup.browser('203.0.113.10').signIn(alice.email, alice.password)).status, 200)
    })

    test('what a route does not name is refused by name', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const body = { ...alice, role: 'admin', callbackURL: 'https://evil.test/', rememberMe: false }
      const answer = await setup.browser().post('/sign-in/email', body)
      assert.equal(answer.status, 400)
      for (const field of ['name', 'role', 'callbackURL', 'rememberMe'])
        assert.match(answer.text, new RegExp(`"${field}"`))
    })
  })

  describe('session', () => {
    test('a value that somebody planted is never taken over, and a new log-in ends the one before', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const browser = setup.browser()
      browser.cookies.set('__Host-tollgate', 'planted.c2lnbmF0dXJl')
      await browser.signIn(alice.email, alice.password)
      const first = browser.cookieHeader()
      assert.doesNotMatch(first, /planted/)
      await browser.signIn(alice.email, alice.password)
      assert.notEqual(browser.cookieHeader(), first)
      assert.equal(await setup.authentication.sessionOf(new Headers({ cookie: first })), undefined)
      assert.ok(await browser.session())
    })

    test('it is over at once: after log-out, revocation, suspension, and when the user is deleted', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const authUserId = await addAlice(setup)
      const [left, other, kept] = [setup.browser(), setup.browser(), setup.browser()]
      for (const browser of [left, other, kept]) await browser.signIn(alice.email, alice.password)
      const cookie = left.cookieHeader()
      assert.equal((await left.post('/sign-out')).status, 200)
      assert.equal(left.cookies.size, 0)
      assert.equal(await setup.authentication.sessionOf(new Headers({ cookie })), undefined)
      const keptId = (await kept.session())?.sessionId
      await setup.authentication.revokeSessions(authUserId, keptId)
      assert.equal(await other.session(), undefined)
      assert.ok(await kept.session())
      setup.people.suspended.add(authUserId)
      assert.equal(await kept.session(), undefined)
      assert.equal((await kept.get('/session')).status, 401)
      setup.people.suspended.clear()
      assert.ok(await kept.session())
      await setup.authentication.deleteUser(authUserId)
      assert.equal(await kept.session(), undefined)
      assert.equal(await setup.dump(), '[[],[],[],[],[],[]]')
    })

    test('it ends when it idles and, however busy, after its whole time', async (t) => {
      const session = { idleMs: 2 * hourMs, absoluteMs: 5 * hourMs }
      const setup = await testAuthentication(t, await engine.freshLocation(t), { session })
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
      const pass = (minutes: number) => t.mock.timers.setTime(Date.now() + minutes * 60 * 1000)
      await addAlice(setup)
      const [idle, busy] = [setup.browser(), setup.browser()]
      await idle.signIn(alice.email, alice.password)
      await busy.signIn(alice.email, alice.password)
      for (const minutes of [90, 90, 90]) {
        pass(minutes)
        assert.ok(await busy.session())
      }
      assert.equal(await idle.session(), undefined)
      pass(31)
      assert.equal(await busy.session(), undefined)
    })

    test('one can see where one is signed in, and end it there; not that of others', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      await setup.authentication.createUser({ ...alice, email: 'bob@example.com' })
      const [here, there, bob] = [setup.browser('192.0.2.1'), setup.browser('192.0.2.2'), setup.browser()]
      await here.signIn(alice.email, alice.password)
      await there.signIn(alice.email, alice.password)
      await bob.signIn('bob@example.com', alice.password)
      const { sessions } = (await here.get('/sessions')).body as { sessions: { address: string; sessionId: string }[] }
      assert.deepEqual(sessions.map(({ address }) => address).sort(), ['192.0.2.1', '192.0.2.2'])
      const path = `/sessions/${sessions.find(({ address }) => address === '192.0.2.2')?.sessionId}`
      assert.equal((await bob.send('DELETE', path, { headers: { origin: baseUrl } })).status, 404)
      assert.ok(await there.session())
      assert.equal((await here.send('DELETE', path, { headers: { origin: baseUrl } })).status, 200)
      assert.equal(await there.session(), undefined)
    })

    test('a cookie that was changed, or came twice, is nobody', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const browser = setup.browser()
      await browser.signIn(alice.email, alice.password)
      const good = browser.cookieHeader()
      const token = good.slice(good.indexOf('=') + 1).split('.')[0] ?? ''
      for (const cookie of [
        good.slice(0, -4),
        `__Host-tollgate=${token}`,
        `${good}; ${good}`,
        good.replace('__Host-', ''),
      ])
        assert.equal(await setup.authentication.sessionOf(new Headers({ cookie })), undefined, cookie)
      for (const bearer of [token, `tgs_${token}`, `tgs_${token}.x`, good.slice(good.indexOf('=') + 1)]) {
        const headers = new Headers({ authorization: `Bearer ${bearer}` })
        assert.equal(await setup.authentication.sessionOf(headers), undefined, bearer)
      }
    })
  })

  describe('another site', () => {
    test('cannot use the cookie: foreign, missing and opaque origins are refused', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const browser = setup.browser()
      await browser.signIn(alice.email, alice.password)
      const unsafe = setup.authentication.routes.filter(({ method }) => method === 'post')
      for (const { path } of unsafe)
        for (const origin of ['https://evil.test', '', 'null', `${baseUrl}.evil.test`, 'https://tollgate.test']) {
          const answer = await browser.post(path.replace('/api/auth', ''), {}, { origin })
          assert.equal(answer.status, 403, `${path} from '${origin}'`)
        }
      assert.ok(await browser.session())
    })

    test('cannot sign somebody in as somebody else', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const body = { email: alice.email, password: alice.password }
      const foreign = await setup.browser().post('/sign-in/email', body, { origin: 'https://evil.test' })
      assert.equal(foreign.status, 403)
      const fetched = { origin: '', 'sec-fetch-site': 'cross-site' }
      assert.equal((await setup.browser().post('/sign-in/email', body, fetched)).status, 403)
      const form = { 'content-type': 'text/plain' }
      assert.equal((await setup.browser().post('/sign-in/email', body, form)).status, 415)
    })
  })
}
