import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../storage/database.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import type { AuthenticationOptions } from './authentication-contract.ts'
import { completeOptions } from './settings.ts'
import { secret, TestPeople } from './testing/test-authentication.ts'
import { baseUrl } from './testing/test-browser.ts'

test('completeOptions refuses a weak secret and a provider that can be listened in on', async (t) => {
  const location = join(temporaryFolder(t), 'tollgate.db')
  const database = await openDatabase({ location, onIdleError: () => undefined })
  t.after(() => database.db.destroy())
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const good: AuthenticationOptions = { database, baseUrl: `${baseUrl}/`, secret, people: new TestPeople(), log }
  assert.equal(completeOptions(good).baseUrl, baseUrl)
  for (const weak of ['', 'admin', 'x'.repeat(31)])
    assert.throws(() => completeOptions({ ...good, secret: weak }), /at least 32 characters/)
  const provider = { id: 'a', name: 'A', clientId: 'c', clientSecret: 's', groupsClaim: null }
  for (const issuer of ['https://id.example.com', 'http://127.0.0.1:9000', 'http://localhost:9000'])
    completeOptions({ ...good, oidc: [{ ...provider, issuer }] })
  for (const issuer of ['http://id.example.com', 'http://127.0.0.1.evil.test', 'file:///etc/passwd', ''])
    assert.throws(() => completeOptions({ ...good, oidc: [{ ...provider, issuer }] }), /https:\/\//)
  assert.throws(() => completeOptions({ ...good, oidc: [{ ...provider, id: 'a/b', issuer: 'https://a.b' }] }), /a\/b/)
})
