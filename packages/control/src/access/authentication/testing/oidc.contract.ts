import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TestContext, TestEngine } from '../../../testing/stores.ts'
import type { AuthenticationOptions } from '../authentication-contract.ts'
import { addAlice, alice, testAuthentication } from './test-authentication.ts'
import { type Answer, baseUrl, type TestBrowser } from './test-browser.ts'
import { type TestIdentityProvider, testIdentityProvider } from './test-identity-provider.ts'

export function oidcContract(engine: TestEngine): void {
  describe('identity provider', () => {
    let company: TestIdentityProvider
    before(async () => {
      company = await testIdentityProvider()
      const claims = { email: alice.email, email_verified: true, name: 'Alice', groups: ['engineers'] }
      company.accounts.set('subject-of-alice', claims)
      company.accounts.set('unverified', { ...claims, email_verified: false })
      company.accounts.set('namesake', claims)
      company.accounts.set('stranger', { ...claims, email: 'stranger@example.com' })
    })
    after(() => company.stop())

    async function start(test: TestContext, options: Partial<AuthenticationOptions> = {}) {
      company.subject = 'subject-of-alice'
      const setup = await testAuthentication(test, await engine.freshLocation(test), {
        oidc: [company.provider],
        ...options,
      })
      setup.people.expected.add(alice.email)
      return setup
    }

    async function begin(browser: TestBrowser, returnTo = '/apis?tab=mine'): Promise<URL> {
      const begun = await browser.post('/sign-in/oidc', { provider: 'company', returnTo })
      assert.equal(begun.status, 200, begun.text)
      return company.visit(String(begun.body.url))
    }

    /** Somebody on the way changes what we ask the provider for. */
    async function beginChanged(browser: TestBrowser, name: string, value: string): Promise<URL> {
      const begun = await browser.post('/sign-in/oidc', { provider: 'company' })
      const url = new URL(String(begun.body.url))
      assert.ok(url.searchParams.has(name), name)
      url.searchParams.set(name, value)
      return company.visit(url.href)
    }

    function comeBack(browser: TestBrowser, { pathname, search }: URL): Promise<Answer> {
      return browser.get(pathname.replace('/api/auth', '') + search)
    }

    test('an invited person comes back signed in, welcomed with groups, on the page they wanted', async (t) => {
      const setup = await start(t)
      const browser = setup.browser()
      assert.equal((await browser.get('/providers')).text, '{"providers":[{"id":"company","name":"Company"}]}')
      const answer = await comeBack(browser, await begin(browser))
      assert.deepEqual([answer.status, answer.headers.get('location')], [302, `${baseUrl}/apis?tab=mine`])
      const session = await browser.session()
      assert.equal(session?.email, alice.email)
      const identity = {
        providerId: 'company',
        subject: 'subject-of-alice',
        email: alice.email,
        name: 'Alice',
        groups: ['engineers'],
      }
      assert.deepEqual(setup.people.seen, [identity])
      assert.deepEqual(setup.people.arrivals, [{ authUserId: session?.authUserId, email: alice.email, identity }])
      await comeBack(browser, await begin(browser))
      assert.equal((await browser.session())?.authUserId, session?.authUserId)
      assert.doesNotMatch(await setup.dump(), /eyJ/, 'no token of the provider is kept')
    })

    test('a person who has a password here stays the same person, and gets no password by mail if not', async (t) => {
      const setup = await start(t)
      const authUserId = await addAlice(setup)
      const browser = setup.browser()
      await comeBack(browser, await begin(browser))
      assert.equal((await browser.session())?.authUserId, authUserId)
      const other = await start(t)
      await comeBack(other.browser(), await begin(other.browser())).catch(() => undefined)
      const only = other.browser()
      await comeBack(only, await begin(only))
      await only.post('/request-password-reset', { email: alice.email })
      await other.authentication.close()
      assert.deepEqual(other.mails, [])
    })

    test('the table of people may be asked and changed in a transaction of its own meanwhile', async (t) => {
      const setup = await start(t)
      const inTransaction = () =>
        setup.database.db.transaction().execute(async (transaction) => {
          await transaction.updateTable('auth_user').set({ image: null }).execute()
          return true
        })
      setup.people.isExpected = inTransaction
      setup.people.welcome = inTransaction
      setup.people.isAllowed = inTransaction
      const browser = setup.browser()
      await comeBack(browser, await begin(browser))
      assert.ok(await browser.session())
    })

    const strangers: Readonly<Record<string, string>> = {
      'an e-mail that the provider has not verified': 'unverified',
      'somebody whom we do not expect': 'stranger',
    }
    for (const [what, subject] of Object.entries(strangers))
      test(`${what} gets no session and leaves no trace`, async (t) => {
        const setup = await start(t)
        company.subject = subject
        const browser = setup.browser()
        const answer = await comeBack(browser, await begin(browser))
        assert.equal(answer.status, 302)
        assert.match(answer.headers.get('location') ?? '', new RegExp(`^${baseUrl}/log-in\\?error=`))
        assert.equal(await browser.session(), undefined)
        assert.doesNotMatch(await setup.dump(), /example\.com/)
        assert.deepEqual(setup.people.arrivals, [])
      })

    test('the same e-mail under another subject, a suspended and an unwelcome person get no session', async (t) => {
      const setup = await start(t)
      const browser = setup.browser()
      await comeBack(browser, await begin(browser))
      const authUserId = (await browser.session())?.authUserId ?? ''
      company.subject = 'namesake'
      const namesake = setup.browser()
      await comeBack(namesake, await begin(namesake))
      assert.equal(await namesake.session(), undefined)
      company.subject = 'subject-of-alice'
      setup.people.suspended.add(authUserId)
      const suspended = setup.browser()
      assert.match((await comeBack(suspended, await begin(suspended))).headers.get('location') ?? '', /error=/)
      setup.people.suspended.clear()
      assert.equal(await suspended.session(), undefined)
      setup.people.refusedArrivals.add(alice.email)
      const unwelcome = setup.browser()
      await comeBack(unwelcome, await begin(unwelcome))
      assert.equal(await unwelcome.session(), undefined)
    })

    test('a wrong, missing or borrowed state, a wrong issuer, another nonce or challenge, a made-up and a replayed code give no session', async (t) => {
      const setup = await start(t)
      const changes: Readonly<Record<string, (url: URL) => void>> = {
        'wrong state': (url) => url.searchParams.set('state', 'x'.repeat(32)),
        'no state': (url) => url.searchParams.delete('state'),
        'wrong issuer': (url) => url.searchParams.set('iss', 'https://evil.test'),
        'made-up code': (url) => url.searchParams.set('code', 'made-up'),
        'no code': (url) => url.searchParams.delete('code'),
      }
      for (const [what, change] of Object.entries(changes)) {
        const browser = setup.browser()
        const url = await begin(browser)
        change(url)
        const answer = await comeBack(browser, url)
        assert.equal(answer.status, 302, what)
        assert.match(answer.headers.get('location') ?? '', new RegExp(`^${baseUrl}/log-in\\?error=`), what)
        assert.equal(await browser.session(), undefined, what)
      }
      for (const [name, value] of [
        ['nonce', 'another'],
        ['code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
      ] as const) {
        const browser = setup.browser()
        const answer = await comeBack(browser, await beginChanged(browser, name, value))
        assert.match(answer.headers.get('location') ?? '', new RegExp(`^${baseUrl}/log-in\\?error=`), name)
        assert.equal(await browser.session(), undefined, name)
      }
      const [browser, victim] = [setup.browser(), setup.browser()]
      const url = await begin(browser)
      await comeBack(victim, url)
      assert.equal(await victim.session(), undefined, 'a link that was begun in another browser')
      await comeBack(browser, url)
      assert.ok(await browser.session())
      const thief = setup.browser()
      const theirs = await begin(thief)
      theirs.searchParams.set('code', url.searchParams.get('code') ?? '')
      await comeBack(thief, theirs)
      assert.equal(await thief.session(), undefined, 'a code that was used')
    })

    test('leads nowhere but to our own pages', async (t) => {
      const setup = await start(t)
      const outside = [
        'https://evil.test/',
        '//evil.test',
        '/\\evil.test',
        '/\t/evil.test',
        'javascript:alert(1)',
        'apis',
        '',
        '/%0d%0alocation: x',
      ]
      for (const returnTo of outside) {
        const answer = await setup.browser().post('/sign-in/oidc', { provider: 'company', returnTo })
        assert.equal(answer.status, 400, returnTo)
      }
      const more = { provider: 'company', callbackURL: 'https://evil.test/', scopes: ['all'], requestSignUp: true }
      assert.equal((await setup.browser().post('/sign-in/oidc', more)).status, 400)
    })

    test('that is away or unknown keeps nobody from a password', async (t) => {
      const away = { ...company.provider, id: 'away', issuer: 'http://127.0.0.1:9' }
      const setup = await start(t, { oidc: [away] })
      await addAlice(setup)
      for (const provider of ['away', 'unknown', 'google'])
        assert.equal((await setup.browser().post('/sign-in/oidc', { provider })).status, 404, provider)
      assert.equal((await setup.browser().signIn(alice.email, alice.password)).status, 200)
    })
  })
}
