import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { ensureLocalToken } from './local-token.ts'

test('ensureLocalToken makes a token once, for this user only, and refuses a damaged one', (t) => {
  const home = temporaryFolder(t)
  const token = ensureLocalToken(home)
  const path = join(home, 'secrets', 'local-token')
  assert.match(token, /^[0-9a-f]{64}$/)
  assert.equal(ensureLocalToken(home), token)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  writeFileSync(path, 'short')
  assert.throws(
    () => ensureLocalToken(home),
    (error) => error instanceof PlainFailure && /damaged/.test(error.message),
  )
})
