import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { policies } from '@tollgate/gateway/policies/index'
import { z } from 'zod'
import { wordCountPolicy } from '../testing/word-count-policy.ts'
import { createPolicyCatalogue } from './policy-catalogue.ts'
import { formatPath } from './problem.ts'

const catalogue = createPolicyCatalogue([wordCountPolicy()])

test('createPolicyCatalogue checks a configuration with the schema of the policy', () => {
  assert.deepEqual(catalogue.names(), ['word-count'])
  assert.deepEqual(catalogue.check('word-count', { max: 3 }), [])
  const places = (config: unknown) => catalogue.check('word-count', config).map(({ path }) => formatPath(path))
  assert.deepEqual(places({ max: -1 }), ['max'])
  assert.deepEqual(places({ max: 1, in: ['a', 2] }), ['in[1]'])
  assert.deepEqual(places({ max: 0, extra: 1 }), ['max', 'extra'])
  assert.deepEqual(places(7), [''])
})

test('createPolicyCatalogue describes its policies, with the JSON schema of their configuration', () => {
  const [type] = catalogue.types()
  assert.equal(type?.kind, 'guardrail')
  assert.deepEqual(type?.configSchema.required, ['max'])
  assert.equal(type?.configSchema.additionalProperties, false)
  assert.deepEqual([type?.flows, type?.dialects], [['request'], ['openai-responses', 'openai-chat']])
  assert.equal(type?.readme, 'packages/gateway/src/policies/word-count/README.md')
})

test('createPolicyCatalogue says of a policy whose configuration decides what it reads, all that it may read', () => {
  const needs = (request: 'none' | 'whole', response: 'none' | 'events') => ({ request, response })
  const choosing = { ...wordCountPolicy(), name: 'choosing', needs: () => needs('none', 'none') }
  const shapes = [
    { ...choosing, config: z.object({ flow: z.enum(['request', 'response']).default('request') }) },
    { ...choosing, config: z.object({ max: z.int() }) },
    { ...choosing, config: z.object({ max: z.int().default(1) }) },
    { ...choosing, needs: needs('none', 'events') },
  ]
  const [flowing, unknown, free, answers] = createPolicyCatalogue(shapes).types()
  for (const type of [flowing, unknown]) assert.deepEqual(type?.flows, ['request', 'response'])
  assert.deepEqual([free?.flows, free?.dialects], [[], ['openai-responses', 'openai-chat', 'openai-models']])
  assert.deepEqual([answers?.flows, answers?.dialects], [['response'], ['openai-responses', 'openai-chat']])
})

test('every policy there is can be described, and has the page that it names', () => {
  for (const { readme, name, summary } of createPolicyCatalogue(policies).types()) {
    assert.ok(existsSync(join(import.meta.dirname, '../../../..', readme)), `${name}: ${readme}`)
    assert.notEqual(summary, '')
  }
})
