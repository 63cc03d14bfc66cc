import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeIn, readPage, root } from './page.ts'

// That every variable stands on the page, and no other, is checked by scripts/docs/check-environment.ts.
test('the numbers of environment.md are those that the gateway falls back on', () => {
  const rows = readPage('docs/reference/environment.md').rows('variable', 'default')
  const main = readFileSync(join(root, 'packages/gateway/src/main.ts'), 'utf8')
  for (const name of ['TOLLGATE_HTTPS_PORT', 'TOLLGATE_HTTP_PORT', 'TOLLGATE_DRAIN_MS', 'TOLLGATE_THREADS']) {
    const row = rows.find(({ variable }) => variable === `\`${name}\``)
    const fallback = new RegExp(`env\\.${name} \\?\\? ([0-9_]+)`).exec(main)?.[1]?.replaceAll('_', '')
    assert.ok(fallback !== undefined, name)
    assert.equal(codeIn(row?.default ?? '')[0], fallback, name)
  }
})
