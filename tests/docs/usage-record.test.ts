import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usageRecordSchema } from '@tollgate/contract/usage-record'
import { codeIn, readPage } from './page.ts'
import { schemaFields } from './schema-fields.ts'

test('usage-record.md has every field of a usage record with its type, in their order, and no other', () => {
  const page = readPage('docs/reference/usage-record.md')
  const listed = page.rows('field', 'type').map(({ field, type }) => `${codeIn(field ?? '')[0]} | ${type}`)
  const fields = schemaFields(usageRecordSchema, 'output')
  assert.equal(
    listed.join('\n'),
    fields.map(({ path, type, isRequired }) => `${path} | ${type}${isRequired ? '' : ', may be missing'}`).join('\n'),
  )
})
