import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestEngine } from '../../../testing/stores.ts'
import type { Authentication } from '../authentication-contract.ts'
import { addAlice, alice, type TestAuthentication, testAuthentication } from './test-authentication.ts'
import { type Answer, baseUrl, TestBrowser } from './test-browser.ts'

const client_id = 'tollgate-cli'
const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'

export function deviceContract(engine: TestEngine): void {
  describe('device authorization', () => {
    test('a person confirms the code in the console, and the program gets a token that works', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const authUserId = await addAlice(setup)
      const program = new Program(setup.authentication)
      const begun = await program.begin()
      assert.equal(begun.verification_uri, `${baseUrl}/device`)
      assert.equal(begun.verification_uri_complete, `${baseUrl}/device?user_code=${begun.user_code}`)
      assert.deepEqual([begun.expires_in, begun.interval], [600, 5])
      assert.equal((await program.poll()).body.error, 'authorization_pending')
      assert.equal((await program.poll()).body.error, 'slow_down')
      const browser = await signedIn(setup)
      const spaced = `${begun.user_code.slice(0, 4)}-${begun.user_code.slice(4)}`.toLowerCase()
      assert.equal((await browser.get(`/device?user_code=${spaced}`)).body.status, 'pending')
      assert.equal((await browser.post('/device/approve', { userCode: begun.user_code })).status, 200)
      const token = await afterInterval(t, () => program.poll())
      assert.equal(token.status, 200, token.text)
      assert.equal(token.body.token_type, 'Bearer')
      const bearer = new Headers({ authorization: `Bearer ${token.body.access_token}` })
      const session = await setup.authentication.sessionOf(bearer)
      assert.deepEqual([session?.authUserId, session?.transport], [authUserId, 'bearer'])
      assert.equal((await program.poll()).body.error, 'invalid_grant')
      assert.ok(!(await setup.dump()).includes(String(token.body.access_token)))
      const rest = { authorization: `Bearer ${token.body.access_token}` }
      assert.equal((await setup.browser().post('/revoke-other-sessions', {}, { ...rest, origin: '' })).status, 403)
      assert.equal((await setup.browser().post('/sign-out', {}, { ...rest, origin: '' })).status, 200)
      assert.equal(await setup.authentication.sessionOf(bearer), undefined)
    })

    test('a code that was turned down gives nothing', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const program = new Program(setup.authentication)
      const { user_code } = await program.begin()
      const browser = await signedIn(setup)
      await browser.get(`/device?user_code=${user_code}`)
      assert.equal((await browser.post('/device/deny', { userCode: user_code })).status, 200)
      assert.equal((await program.poll()).body.error, 'access_denied')
      assert.equal((await program.poll()).body.error, 'invalid_grant')
    })

    test('a code expires', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const program = new Program(setup.authentication)
      const { user_code } = await program.begin()
      const browser = await signedIn(setup)
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 11 * 60 * 1000 })
      assert.equal((await browser.get(`/device?user_code=${user_code}`)).body.error, 'expired_token')
      assert.equal((await program.poll()).body.error, 'expired_token')
    })

    test('only who has opened the code may confirm it, and nobody who is not signed in', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      await setup.authentication.createUser({ ...alice, email: 'bob@example.com' })
      const program = new Program(setup.authentication)
      const { user_code } = await program.begin()
      const [browser, bob] = [await signedIn(setup), setup.browser()]
      await bob.signIn('bob@example.com', alice.password)
      assert.equal((await setup.browser().get(`/device?user_code=${user_code}`)).status, 401)
      assert.equal((await browser.post('/device/approve', { userCode: user_code })).status, 400)
      await browser.get(`/device?user_code=${user_code}`)
      assert.equal((await bob.post('/device/approve', { userCode: user_code })).status, 403)
      assert.equal((await setup.browser().post('/device/approve', { userCode: user_code })).status, 401)
      assert.equal((await browser.post('/device/approve', { userCode: user_code })).status, 200)
    })

    test('a person who was suspended meanwhile gives the program nothing', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const authUserId = await addAlice(setup)
      const program = new Program(setup.authentication)
      const { user_code } = await program.begin()
      const browser = await signedIn(setup)
      await browser.get(`/device?user_code=${user_code}`)
      await browser.post('/device/approve', { userCode: user_code })
      setup.people.suspended.add(authUserId)
      assert.equal((await program.poll()).body.error, 'access_denied')
    })

    test('another client, a made-up code and a code bound to a person beforehand are refused', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const authUserId = await addAlice(setup)
      const program = new Program(setup.authentication)
      assert.equal((await program.send('/device/code', { client_id: 'other' })).body.error, 'invalid_client')
      assert.equal((await program.send('/device/code', { client_id, user_id: authUserId })).status, 400)
      const body = { grant_type, client_id, device_code: 'tgd_made-up.signature' }
      assert.equal((await program.send('/device/token', body)).body.error, 'invalid_grant')
    })
  })
}

/** `tollgate login`: no cookies, no origin, forms as RFC 8628 has them. */
class Program {
  private readonly browser: TestBrowser
  private deviceCode = ''

  constructor(authentication: Authentication) {
    this.browser = new TestBrowser(authentication)
  }

  async begin() {
    const { body, status } = await this.send('/device/code', { client_id })
    assert.equal(status, 200)
    const begun = body as {
      device_code: string
      user_code: string
      verification_uri: string
      verification_uri_complete: string
      expires_in: number
      interval: number
    }
    this.deviceCode = begun.device_code
    return begun
  }

  poll(): Promise<Answer> {
    return this.send('/device/token', { grant_type, client_id, device_code: this.deviceCode })
  }

  send(path: string, fields: Record<string, string>): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.browser.send('POST', path, { headers, body: new URLSearchParams(fields).toString() })
  }
}

async function signedIn(setup: TestAuthentication): Promise<TestBrowser> {
  const browser = setup.browser()
  assert.equal((await browser.signIn(alice.email, alice.password)).status, 200)
  return browser
}

interface ClockTest {
  readonly mock: { readonly timers: { enable(options: { apis: ['Date']; now: number }): void; reset(): void } }
}

async function afterInterval<T>({ mock }: ClockTest, work: () => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 6_000 })
  try {
    return await work()
  } finally {
    mock.timers.reset()
  }
}
