import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPostgres } from '../../testing/postgres.ts'
import { addAlice, alice, testAuthentication } from './testing/test-authentication.ts'

test('while the database is away nobody gets in, tries are counted, and it is said without a word of its own', async (t) => {
  const postgres = await startPostgres()
  t.after(() => postgres.stop())
  const setup = await testAuthentication(t, await postgres.freshDatabase())
  await addAlice(setup)
  const browser = setup.browser()
  await browser.signIn(alice.email, alice.password)
  await postgres.pause()
  const away = await browser.get('/session')
  assert.deepEqual([away.status, away.body.type], [503, 'urn:tollgate:problem:unavailable'])
  const statuses = []
  for (let at = 0; at < 12; at++) {
    const { status, text } = await setup.browser().signIn(alice.email, alice.password)
    assert.doesNotMatch(text, /ECONN|postgres|127\.0\.0\.1/i)
    statuses.push(status)
  }
  assert.deepEqual(statuses.slice(10), [429, 429])
  assert.ok(statuses.slice(0, 10).every((status) => status >= 500))
  await postgres.resume()
  assert.ok(await browser.session())
})
