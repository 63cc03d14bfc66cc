import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestEngine } from '../../../testing/stores.ts'
import { addAlice, alice, type TestAuthentication, testAuthentication } from './test-authentication.ts'
import { baseUrl } from './test-browser.ts'

const better = 'a much better password'
const invited = { email: 'carol@example.com', name: 'Carol' }
const dayMs = 24 * 60 * 60 * 1000

export function passwordLinksContract(engine: TestEngine): void {
  describe('invitation', () => {
    test('its link sets the password once; the owner of the address is welcomed', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const link = await setup.authentication.startInvitation(invited)
      const mail = await mailed(setup)
      assert.equal(mail.to, invited.email)
      assert.ok(mail.text.includes(link.url))
      assert.ok(link.url.startsWith(`${baseUrl}/set-password#token=`))
      const browser = setup.browser()
      const done = await browser.post('/set-password', { token: tokenOf(link.url), password: better })
      assert.equal(done.status, 200, done.text)
      assert.deepEqual(setup.people.arrivals, [
        { authUserId: link.authUserId, email: invited.email, identity: undefined },
      ])
      const again = await browser.post('/set-password', { token: tokenOf(link.url), password: `${better}!` })
      assert.deepEqual([again.status, again.body.type], [400, 'urn:tollgate:problem:invalid-link'])
      assert.equal((await browser.signIn(invited.email, better)).status, 200)
    })

    test('its token is not in the database, expires, and is worth nothing after a newer one', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const first = await setup.authentication.startInvitation(invited)
      assert.ok(!(await setup.dump()).includes(tokenOf(first.url)))
      const second = await setup.authentication.startInvitation(invited)
      assert.equal(second.authUserId, first.authUserId)
      const browser = setup.browser()
      const use = (url: string) => browser.post('/set-password', { token: tokenOf(url), password: better })
      assert.equal((await use(first.url)).status, 400)
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 8 * dayMs })
      assert.equal((await use(second.url)).status, 400)
      assert.deepEqual(setup.people.arrivals, [])
    })

    test('a bad password does not spend it; who is no longer welcome gets no password', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const { url } = await setup.authentication.startInvitation(invited)
      const browser = setup.browser()
      for (const password of ['short', 'Carol@Example.com', 'aaaaaaaaaaaaaaaa']) {
        const refused = await browser.post('/set-password', { token: tokenOf(url), password })
        assert.equal(refused.status, 400)
        assert.match(refused.text, /"field":"password"/)
      }
      setup.people.refusedArrivals.add(invited.email)
      const refused = await browser.post('/set-password', { token: tokenOf(url), password: better })
      assert.equal(refused.body.type, 'urn:tollgate:problem:invalid-link')
      assert.equal((await browser.signIn(invited.email, better)).status, 401)
    })
  })

  describe('forgotten password', () => {
    test('a mail brings a link; the new password ends all sessions and the old one', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const [thief, browser] = [setup.browser(), setup.browser()]
      await thief.signIn(alice.email, alice.password)
      assert.equal((await browser.post('/request-password-reset', { email: 'ALICE@example.com' })).status, 200)
      const { text, to } = await mailed(setup)
      assert.equal(to, alice.email)
      const done = await browser.post('/set-password', { token: tokenOf(text), password: better })
      assert.equal(done.status, 200, done.text)
      assert.equal(await thief.session(), undefined)
      assert.equal((await browser.signIn(alice.email, alice.password)).status, 401)
      assert.equal((await browser.signIn(alice.email, better)).status, 200)
    })

    test('an unknown address gets the same answer and no mail; a known one no more than five', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const ask = (email: string) => setup.browser().post('/request-password-reset', { email })
      const [known, unknown] = [await ask(alice.email), await ask('nobody@example.com')]
      assert.deepEqual([unknown.status, unknown.text], [known.status, known.text])
      for (let at = 0; at < 9; at++) assert.equal((await ask(alice.email)).text, known.text)
      await setup.authentication.close()
      assert.equal(setup.mails.length, 5)
      assert.ok(setup.mails.every(({ to }) => to === alice.email))
    })

    test('changing it needs the one before, and ends the other sessions', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const [browser, other] = [setup.browser(), setup.browser()]
      for (const one of [browser, other]) await one.signIn(alice.email, alice.password)
      const change = (currentPassword: string, newPassword: string) =>
        browser.post('/change-password', { currentPassword, newPassword })
      assert.equal((await change('not the right password', better)).status, 400)
      assert.equal((await change(alice.password, alice.email)).status, 400)
      const before = browser.cookieHeader()
      assert.equal((await change(alice.password, better)).status, 200)
      assert.notEqual(browser.cookieHeader(), before)
      assert.ok(await browser.session())
      assert.equal(await other.session(), undefined)
      assert.equal(await setup.authentication.sessionOf(new Headers({ cookie: before })), undefined)
    })

    test('no token, code, password or address is ever logged', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t), {
        mail: async () => {
          throw new Error('the mail server is away')
        },
      })
      await addAlice(setup)
      const { url } = await setup.authentication.startInvitation(invited)
      const browser = setup.browser()
      await browser.post('/request-password-reset', { email: alice.email })
      await browser.post('/set-password', { token: tokenOf(url), password: 'short' })
      await browser.signIn(alice.email, 'not the right password')
      await browser.signIn(alice.email, alice.password)
      await browser.get('/callback/company?code=the-code&state=the-state')
      await setup.authentication.close()
      const log = setup.log.join('\n')
      assert.match(log, /a mail could not be sent: the mail server is away/)
      const cookie = browser.cookieHeader().split('=')[1] ?? ''
      for (const secret of [tokenOf(url), cookie.split('.')[0], 'the-code', 'the-state', alice.email, 'not the right'])
        assert.ok(secret && !log.includes(secret), secret)
    })
  })

  describe('prune', () => {
    test('deletes what has expired and nothing else', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      await setup.browser().signIn(alice.email, alice.password)
      await setup.authentication.startInvitation(invited)
      const count = async () => JSON.parse(await setup.dump()).map((rows: unknown[]) => rows.length)
      const before = await count()
      await setup.authentication.prune()
      assert.deepEqual(await count(), before)
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 8 * dayMs })
      await setup.authentication.prune()
      const kept = await count()
      assert.equal(
        kept.reduce((sum: number, rows: number) => sum + rows, 0),
        3,
        'two users and one password',
      )
    })
  })
}

async function mailed(setup: TestAuthentication) {
  await setup.authentication.close()
  const mail = setup.mails.at(-1)
  assert.ok(mail)
  return mail
}

function tokenOf(text: string): string {
  return /#token=([\w-]+)/.exec(text)?.[1] ?? ''
}
