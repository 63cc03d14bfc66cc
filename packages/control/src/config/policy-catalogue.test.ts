import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createPolicyCatalogue } from './policy-catalogue.ts'

const catalogue = createPolicyCatalogue([
  { name: 'word-count', config: z.strictObject({ max: z.int().positive(), in: z.array(z.string()).optional() }) },
])

test('createPolicyCatalogue checks a configuration with the schema of the policy', () => {
  assert.deepEqual(catalogue.names(), ['word-count'])
  assert.deepEqual(catalogue.check('word-count', { max: 3 }), [])
  assert.match(catalogue.check('word-count', { max: -1 })[0] ?? '', /^max: /)
  assert.match(catalogue.check('word-count', { max: 1, in: ['a', 2] })[0] ?? '', /^in\[1\]: /)
  assert.equal(catalogue.check('word-count', { max: 0, extra: 1 }).length, 2)
})
