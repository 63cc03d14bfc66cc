import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordCountPolicy } from '../testing/word-count-policy.ts'
import { createPolicyCatalogue } from './policy-catalogue.ts'

const catalogue = createPolicyCatalogue([wordCountPolicy()])

test('createPolicyCatalogue checks a configuration with the schema of the policy', () => {
  assert.deepEqual(catalogue.names(), ['word-count'])
  assert.deepEqual(catalogue.check('word-count', { max: 3 }), [])
  assert.match(catalogue.check('word-count', { max: -1 })[0] ?? '', /^max: /)
  assert.match(catalogue.check('word-count', { max: 1, in: ['a', 2] })[0] ?? '', /^in\[1\]: /)
  assert.equal(catalogue.check('word-count', { max: 0, extra: 1 }).length, 2)
})

test('createPolicyCatalogue describes its policies, with the JSON schema of their configuration', () => {
  const [type] = catalogue.types()
  assert.equal(type?.kind, 'guardrail')
  assert.deepEqual(type?.configSchema.required, ['max'])
  assert.equal(type?.configSchema.additionalProperties, false)
})
