import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPage } from './page.ts'
import { restApiPage } from './rest-api-page.ts'

test('rest-api.md has every route that there is (node tests/docs/write-rest-api-page.ts writes it)', () => {
  assert.equal(readPage('docs/reference/rest-api.md').text, restApiPage())
})
