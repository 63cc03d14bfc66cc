import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestEngine } from '../../../testing/stores.ts'
import { addAlice, alice, type TestAuthentication, testAuthentication } from './test-authentication.ts'
import type { TestBrowser } from './test-browser.ts'
import { totpCode } from './totp.ts'

export function twoFactorContract(engine: TestEngine): void {
  describe('second factor', () => {
    test('is asked for once it was set up; the password alone opens nothing', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const { totpUri } = await enrol(setup)
      const browser = setup.browser()
      const first = await browser.signIn(alice.email, alice.password)
      assert.deepEqual([first.status, first.text], [200, '{"status":"two-factor-required"}'])
      assert.equal(await browser.session(), undefined)
      assert.ok(first.setCookies.every((cookie) => cookie.startsWith('__Host-tollgate') && cookie.includes('HttpOnly')))
      assert.ok(
        first.setCookies.every((cookie) => !/^__Host-tollgate=\w/.test(cookie)),
        'no session cookie',
      )
      assert.equal((await browser.post('/two-factor/verify-totp', { code: '000000' })).status, 401)
      const second = await browser.post('/two-factor/verify-totp', { code: totpCode(totpUri, 1) })
      assert.deepEqual([second.status, second.text], [200, '{"status":"signed-in"}'])
      assert.equal((await browser.session())?.twoFactor, true)
    })

    test('takes a code once', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const { totpUri } = await enrol(setup)
      const [seen, thief] = [setup.browser(), setup.browser()]
      const code = totpCode(totpUri)
      for (const browser of [seen, thief]) await browser.signIn(alice.email, alice.password)
      assert.equal((await seen.post('/two-factor/verify-totp', { code })).status, 200)
      const replayed = await thief.post('/two-factor/verify-totp', { code })
      assert.equal(replayed.status, 401)
      assert.match(replayed.text, /used-code/)
      assert.equal(await thief.session(), undefined)
      assert.ok(await seen.session())
    })

    test('takes a backup code once', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const { backupCodes } = await enrol(setup)
      const [code = ''] = backupCodes
      const statuses = []
      for (const browser of [setup.browser(), setup.browser()]) {
        await browser.signIn(alice.email, alice.password)
        statuses.push((await browser.post('/two-factor/verify-backup-code', { code })).status)
      }
      assert.deepEqual(statuses, [200, 401])
    })

    test('cannot be guessed: five tries a log-in, ten in all', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const { totpUri } = await enrol(setup)
      const seen: number[] = []
      for (let round = 0; round < 3; round++) {
        const browser = setup.browser()
        await browser.signIn(alice.email, alice.password)
        for (let at = 0; at < 5; at++)
          seen.push((await browser.post('/two-factor/verify-totp', { code: '123456' })).status)
      }
      assert.deepEqual([...new Set(seen.slice(0, 10))], [401])
      assert.deepEqual([...new Set(seen.slice(10))], [429])
      const browser = setup.browser()
      await browser.signIn(alice.email, alice.password)
      const right = await browser.post('/two-factor/verify-totp', { code: totpCode(totpUri) })
      assert.equal(right.status, 429)
      assert.ok(Number(right.headers.get('retry-after')) > 0)
    })

    test('needs the password to be turned on and off, and no log-in waiting is no log-in', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      await addAlice(setup)
      const browser = setup.browser()
      assert.equal((await browser.post('/two-factor/verify-totp', { code: '123456' })).status, 401)
      assert.equal((await browser.post('/two-factor/enable', { password: alice.password })).status, 401)
      await browser.signIn(alice.email, alice.password)
      const refused = await browser.post('/two-factor/enable', { password: 'not the right password' })
      assert.deepEqual([refused.status, refused.body.type], [400, 'urn:tollgate:problem:wrong-password'])
    })

    test('the secret and the codes are encrypted where they are kept; an administrator can take it away', async (t) => {
      const setup = await testAuthentication(t, await engine.freshLocation(t))
      const { totpUri, backupCodes, browser } = await enrol(setup)
      const dump = await setup.dump()
      for (const kept of [new URL(totpUri).searchParams.get('secret') ?? '', ...backupCodes])
        assert.ok(!dump.includes(kept))
      await setup.authentication.removeTwoFactor((await browser.session())?.authUserId ?? '')
      assert.equal((await setup.browser().signIn(alice.email, alice.password)).text, '{"status":"signed-in"}')
    })
  })
}

async function enrol(
  setup: TestAuthentication,
): Promise<{ totpUri: string; backupCodes: string[]; browser: TestBrowser }> {
  await addAlice(setup)
  const browser = setup.browser()
  await browser.signIn(alice.email, alice.password)
  const begun = await browser.post('/two-factor/enable', { password: alice.password })
  const { totpUri, backupCodes } = begun.body as { totpUri: string; backupCodes: string[] }
  const confirmed = await browser.post('/two-factor/verify-totp', { code: totpCode(totpUri) })
  assert.equal(confirmed.status, 200, confirmed.text)
  assert.equal((await browser.session())?.twoFactor, true)
  return { totpUri, backupCodes, browser }
}
