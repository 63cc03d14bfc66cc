import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseDocument } from 'yaml'
import { keyDigest } from '../secrets/key-digest.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createPolicyCatalogue } from './policy-catalogue.ts'
import { readConfig } from './read-config.ts'
import { ensureStarterConfig } from './starter-config.ts'

const pepper = 'ab'.repeat(32)

test('ensureStarterConfig writes a configuration that is good with and without a provider key', (t) => {
  const file = join(temporaryFolder(t), 'home', 'tollgate.yaml')
  const first = ensureStarterConfig(file, pepper)
  assert.equal(first?.application, 'my-laptop')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  for (const environment of [{}, { OPENAI_API_KEY: 'sk-1' }]) {
    const result = readConfig(file, { environment, policies: createPolicyCatalogue([]), allowPrivateUpstreams: false })
    assert.ok(result.ok, result.ok ? '' : result.message)
    assert.equal(result.value.config.applications[0]?.keys[0]?.hash, keyDigest(pepper, first?.key ?? ''))
  }
  assert.doesNotMatch(readFileSync(file, 'utf8'), new RegExp(first?.key ?? '-'))
})

test('ensureStarterConfig leaves a file that is there', (t) => {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  writeFileSync(file, 'apis: []\n')
  assert.equal(ensureStarterConfig(file, pepper), null)
  assert.equal(readFileSync(file, 'utf8'), 'apis: []\n')
})

test('ensureStarterConfig writes YAML as the key commands write it, so that an edit changes its own lines only', (t) => {
  const file = join(temporaryFolder(t), 'tollgate.yaml')
  ensureStarterConfig(file, pepper)
  const text = readFileSync(file, 'utf8')
  assert.equal(parseDocument(text).toString({ lineWidth: 0 }), text)
})
