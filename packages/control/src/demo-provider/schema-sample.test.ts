import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleOfSchema } from './schema-sample.ts'

test('sampleOfSchema gives the required properties of each type', () => {
  const schema = {
    type: 'object',
    required: ['text', 'count', 'flag', 'list', 'choice', 'fixed', 'maybe', 'inner'],
    properties: {
      text: { type: 'string', maxLength: 8 },
      count: { type: 'integer', minimum: 2 },
      flag: { type: 'boolean' },
      list: { type: 'array', minItems: 1, items: { type: 'number' } },
      choice: { type: 'string', enum: ['a', 'b'] },
      fixed: { const: 7 },
      maybe: { anyOf: [{ type: 'null' }, { type: 'string' }] },
      inner: { $ref: '#/$defs/in~1ner' },
      optional: { type: 'string' },
    },
    $defs: {
      'in/ner': {
        type: ['object', 'null'],
        required: ['deep'],
        properties: { deep: { type: 'string', minLength: 20 } },
      },
    },
  }
  assert.deepEqual(sampleOfSchema(schema), {
    text: 'Tollgate',
    count: 2,
    flag: false,
    list: [0],
    choice: 'a',
    fixed: 7,
    maybe: null,
    inner: { deep: 'Tollgate demo.......' },
  })
})

test('sampleOfSchema ends with a schema that contains itself, or is none', () => {
  const endless = { type: 'object', required: ['next'], properties: { next: { $ref: '#' } } }
  assert.match(JSON.stringify(sampleOfSchema(endless)), /null/)
  assert.equal(sampleOfSchema('no schema'), null)
  assert.equal(sampleOfSchema({ $ref: 'https://example.com/schema' }), null)
})
