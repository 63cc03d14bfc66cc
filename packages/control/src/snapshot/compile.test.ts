import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rowSchema } from '@tollgate/contract/snapshot'
import { z } from 'zod'
import { createPolicyCatalogue } from '../config/policy-catalogue.ts'
import { readConfig } from '../config/read-config.ts'
import { keyDigest } from '../secrets/key-digest.ts'
import { compile } from './compile.ts'

const pepper = '5a'.repeat(32)
const demo = { url: 'http://127.0.0.1:4999/v1', credential: 'demo-credential' }
const environment = {
  OPENAI_API_KEY: 'sk-provider',
  BASIC: 'Basic dXNlcjpwYXNz',
  PAYMENTS_KEY: 'imported-key-of-some-length-12345678',
}
const policies = createPolicyCatalogue([{ name: 'word-count', config: z.object({ max: z.int().default(1) }) }])

function rowsOf(name: string) {
  const file = join(import.meta.dirname, 'fixtures', `${name}.yaml`)
  const result = readConfig(file, { environment, policies, allowPrivateUpstreams: false })
  if (!result.ok) throw new Error(result.message)
  return compile(result.value, { pepper, demo })
}

for (const name of ['starter', 'everything']) {
  test(`compile: ${name}.yaml becomes the rows of ${name}.json`, () => {
    const expected: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'))
    assert.deepEqual(rowsOf(name), expected)
  })

  test(`compile: the rows of ${name}.yaml are what the contract says, each with an id of its own`, () => {
    const rows = rowsOf(name)
    for (const row of rows) assert.deepEqual(rowSchema.parse(row), row)
    assert.equal(new Set(rows.map(({ kind, id }) => `${kind} ${id}`)).size, rows.length)
  })
}

test('compile gives an imported key the digest that the gateway will compute', () => {
  const key = rowsOf('everything').find((row) => row.kind === 'key' && row.name === 'laptop')
  assert.equal(key?.kind === 'key' && key.digest, keyDigest(pepper, environment.PAYMENTS_KEY))
})
