import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Refusal } from '../../pipeline/refusal.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { sayEverywhere } from '../../testing/said-by-model.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { jsonSchema } from './json-schema.ts'

type Json = Record<string, unknown>

async function ask(config: Json, request: Json): Promise<Refusal | undefined> {
  const result = await tryPolicies([{ policy: jsonSchema, config }]).request(request)
  return 'code' in result && result.kind === 'refusal' ? (result as Refusal) : undefined
}

const schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }

describe("the README's example", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [config = {}] = configs
  const [passes = {}, refused = {}] = bodies

  it('passes what it says, and refuses what it says with that sentence', async () => {
    assert.equal(await ask(config, passes), undefined)
    const refusal = await ask(config, refused)
    assert.equal(refusal?.code, 'guardrail_blocked')
    const text = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
    assert.ok(text.includes(`\n> ${refusal?.message}\n`), refusal?.message)
  })
})

describe('jsonSchema', () => {
  const cases: ReadonlyArray<readonly [text: string, hasValid: boolean]> = [
    ['{"a":1}', true],
    ['{"a":"1"}', false],
    ['no object', false],
    ['first {"b":1}, then {"a":2}', true],
    ['```json\n{\n  "a": 1,\n  "b": { "c": "}" }\n}\n```', true],
    ['{"b":{"a":1}}', false],
    ['[{"b":1},{"a":1}]', true],
    ['{"a":1', false],
    ['if (x) { y() } {"a":1}', true],
  ]
  for (const [text, hasValid] of cases)
    for (const invert of [false, true])
      it(`${JSON.stringify(text)}${invert ? ', inverted' : ''}: the same everywhere`, async () => {
        const results = await sayEverywhere(jsonSchema, { schema, invert, flow: 'both' }, { text })
        assert.equal(Object.keys(results).length, 6)
        for (const [where, refusal] of Object.entries(results))
          assert.equal(refusal === undefined, hasValid !== invert, where)
      })

  it('tells the schema, and never the content', async () => {
    const config = { schema, name: 'Forms', showAssessment: true }
    const refusal = await ask(config, { input: '{"secret":1}' })
    assert.deepEqual(refusal?.intervention, {
      name: 'Forms',
      type: 'JSON_SCHEMA_GUARDRAIL',
      direction: 'REQUEST',
      reason: 'Violation of enforced JSON schema detected.',
      assessments: `The inspected payload content does not satisfy the JSON schema: ${JSON.stringify(schema)}`,
    })
    assert.ok(!refusal?.message.includes('secret'))
    const inverted = await ask({ ...config, invert: true }, { input: '{"a":1}' })
    assert.match(
      String(inverted?.intervention?.assessments),
      /^The inspected payload content satisfies the JSON schema/,
    )
  })

  it('looks at what a JSONPath names, be it a text or JSON itself', async () => {
    const request = { metadata: { form: { a: 1 } }, list: [{ b: 1 }, { a: 1 }], input: '{"a":2}' }
    for (const jsonPath of ['$.metadata.form', '$.list', '$.list[*]', '$.input'])
      assert.equal(await ask({ schema, jsonPath }, request), undefined, jsonPath)
    for (const jsonPath of ['$.metadata', '$.list[0]', '$.nothing', '$.metadata.form.a'])
      assert.notEqual(await ask({ schema, jsonPath }, request), undefined, jsonPath)
  })

  it('looks at what the user said last, and passes where no user speaks', async () => {
    const input = [
      { role: 'user', content: '{"a":1}' },
      { role: 'assistant', content: '{"a":1}' },
    ]
    assert.equal(await ask({ schema }, { input }), undefined)
    assert.notEqual(await ask({ schema }, { input: [...input, { role: 'user', content: 'and now?' }] }), undefined)
    const output = { type: 'function_call_output', call_id: 'c', output: '{}' }
    assert.equal(await ask({ schema }, { input: [output] }), undefined)
  })

  it('refuses, as one that failed, a request that it cannot look at in reasonable time', async () => {
    const trial = tryPolicies([{ policy: jsonSchema, config: { schema, invert: true } }])
    const refusal = (await trial.request({ input: '{"b'.repeat(50_001) })) as Refusal
    assert.equal(refusal.code, 'policy_failed')
    assert.match(String(trial.call.failures[0]?.error), /more than 50000 beginnings/)
  })
})

describe('jsonSchemaConfig', () => {
  it('takes a schema as an object or as a text', async () => {
    for (const written of [schema, JSON.stringify(schema)]) {
      assert.equal(await ask({ schema: written }, { input: '{"a":1}' }), undefined)
      assert.notEqual(await ask({ schema: written }, { input: '{"a":""}' }), undefined)
    }
  })

  it('refuses a schema that it does not understand, and says where', () => {
    const cases: ReadonlyArray<readonly [schema: unknown, reason: RegExp]> = [
      [undefined, /Invalid input/],
      ['{', /not JSON/],
      [{ properties: { a: { requried: [] } } }, /`requried` is not supported \(at #\/properties\/a\)/],
      ['{"pattern":"(?=a)"}', /cannot run in linear time/],
    ]
    for (const [written, reason] of cases) {
      const { success, error } = jsonSchema.config.safeParse({ schema: written })
      assert.equal(success, false)
      assert.match(error?.issues[0]?.message ?? '', reason)
    }
  })
})
