import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeIn, readPage, root } from './page.ts'

const page = readPage('docs/reference/environment.md')
/** Looks like a variable and is none: the code of an error. */
const notVariables = ['TOLLGATE_PRIVATE_ADDRESS']

test('environment.md lists every TOLLGATE_ variable of the programs, and no other', () => {
  const listed = page.rows('variable', 'default', 'meaning').flatMap(({ variable }) => codeIn(variable ?? ''))
  const used = new Set(
    programFiles().flatMap((file) => readFileSync(file, 'utf8').match(/\bTOLLGATE_[A-Z_]+\b/g) ?? []),
  )
  assert.deepEqual(listed.toSorted(), [...used].filter((name) => !notVariables.includes(name)).toSorted())
})

test('the numbers of environment.md are those that the gateway falls back on', () => {
  const main = readFileSync(join(root, 'packages/gateway/src/main.ts'), 'utf8')
  for (const name of ['TOLLGATE_HTTPS_PORT', 'TOLLGATE_HTTP_PORT', 'TOLLGATE_DRAIN_MS']) {
    const row = page.rows('variable', 'default').find(({ variable }) => variable === `\`${name}\``)
    const fallback = new RegExp(`env\\.${name} \\?\\? ([0-9_]+)`).exec(main)?.[1]?.replaceAll('_', '')
    assert.equal(codeIn(row?.default ?? '')[0], fallback, name)
  }
})

/** What ships: no tests, and nothing that only stands in for a program in one. */
function programFiles(): string[] {
  return ['packages/cli', 'packages/control', 'packages/gateway'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.m?ts$|\.mjs$/.test(file))
      .filter((file) => !/\.test\.|\/testing\/|stand-ins?\/|node_modules/.test(file))
      .map((file) => join(root, folder, file)),
  )
}
