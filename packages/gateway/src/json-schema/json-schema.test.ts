import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileJsonSchema, jsonSchemaProblem } from './json-schema.ts'

/** Each keyword with values that are as it says and values that are not. */
const cases: ReadonlyArray<readonly [schema: unknown, valid: readonly unknown[], invalid: readonly unknown[]]> = [
  [true, [1, null, {}], []],
  [false, [], [1, null, {}]],
  [{}, [1, null, {}], []],
  [{ type: 'integer' }, [1, 1.0, -3], [1.5, '1', null]],
  [{ type: 'number' }, [1, 1.5], ['1', true]],
  [{ type: 'object' }, [{}], [[], null, 'a']],
  [{ type: 'array' }, [[]], [{}, null]],
  [{ type: ['string', 'null'] }, ['a', null], [1, false]],
  [{ enum: [1, 'a', { b: [1, 2], c: 0 }] }, [1, 'a', { c: -0, b: [1.0, 2] }], ['1', 2, { b: [2, 1], c: 0 }, {}]],
  [{ enum: [1, 'a'] }, ['a'], [{}, [], false]],
  [{ const: { a: null } }, [{ a: null }], [{}, null, { a: null, b: 1 }]],
  [{ minimum: 2, maximum: 3 }, [2, 3, 2.5, 'other types'], [1.9, 3.1]],
  [{ exclusiveMinimum: 2, exclusiveMaximum: 3 }, [2.5], [2, 3]],
  [{ minimum: 2, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true }, [2.5], [2, 3]],
  [{ multipleOf: 0.0001 }, [0.0075, 1, 0], [0.00751]],
  [{ multipleOf: 0.123456789 }, [0.123456789], [1e308, 1]],
  [{ minLength: 2, maxLength: 2 }, ['ab', '😀😀', 7], ['a', '😀', 'abc']],
  [{ pattern: '^\\d{3}$' }, ['123', 5], ['1234', 'a123']],
  [{ pattern: 'b' }, ['abc'], ['ac']],
  [{ pattern: '', patternProperties: { '': { type: 'number' } } }, ['abc', { a: 1 }], [{ a: '' }]],
  [{ pattern: '^\\u00e9$' }, ['é'], ['e']],
  [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], {}], [[], [1, 2, 3]]],
  [
    { uniqueItems: true },
    [
      [1, 2],
      [1, '1'],
      [{ a: 1 }, { a: 2 }],
    ],
    [
      [1, 1.0],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  [{ uniqueItems: false }, [[1, 1]], []],
  [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }, []], [{}, { a: 1, b: 2, c: 3 }]],
  [{ required: ['a', 'toString'] }, [JSON.parse('{"a":1,"toString":1}'), 'a'], [{ a: 1 }, {}]],
  [{ required: ['__proto__'] }, [JSON.parse('{"__proto__":1}')], [{}]],
  [{ dependentRequired: { a: ['b'] } }, [{}, { a: 1, b: 1 }, { b: 1 }], [{ a: 1 }]],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2], [0, 3]],
  [{ anyOf: [{ type: 'string' }, { minimum: 2 }] }, ['a', 2], [1]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 2 }] }, [0, 3], [1, 2]],
  [{ not: { type: 'string' } }, [1], ['a']],
  [JSON.parse('{"if":{"minimum":5},"then":{"multipleOf":5},"else":{"multipleOf":2}}'), [10, 2], [6, 3]],
  [JSON.parse('{"if":{"minimum":5},"then":{"multipleOf":5}}'), [10, 3], [6]],
  [{ properties: { a: { type: 'string' } } }, [{ a: '' }, {}, []], [{ a: 1 }]],
  [{ patternProperties: { '^n': { type: 'number' } } }, [{ n1: 1, x: '' }], [{ n1: '' }]],
  [
    { properties: { a: true }, patternProperties: { '^n': true }, additionalProperties: false },
    [{ a: 1, n: 2 }],
    [{ b: 1 }],
  ],
  [{ additionalProperties: { type: 'string' } }, [{ a: '' }], [{ a: 1 }]],
  [{ propertyNames: { maxLength: 1 } }, [{ a: 1 }], [{ ab: 1 }]],
  [{ dependentSchemas: { a: { required: ['b'] } } }, [{ b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  [{ dependencies: { a: ['b'], c: { maxProperties: 1 } } }, [{ a: 1, b: 1 }, { c: 1 }], [{ a: 1 }, { c: 1, d: 1 }]],
  [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, [['a', 1, 2], [], ['a']], [[1], ['a', 'b']]],
  [{ items: [{ type: 'string' }], additionalItems: false }, [['a'], []], [[1], ['a', 'b']]],
  [{ items: [true], additionalItems: { type: 'number' } }, [['a', 1]], [['a', 'b']]],
  [{ additionalItems: false }, [['a', 'b']], []],
  [{ contains: { minimum: 5 } }, [[1, 5], 'a'], [[1], []]],
  [
    { contains: { minimum: 5 }, minContains: 2, maxContains: 3 },
    [
      [5, 5],
      [5, 5, 5],
    ],
    [[5], [5, 5, 5, 5]],
  ],
  [{ contains: { minimum: 5 }, minContains: 0 }, [[]], []],
  [{ $defs: { name: { type: 'string' } }, properties: { a: { $ref: '#/$defs/name' } } }, [{ a: '' }], [{ a: 1 }]],
  [{ definitions: { 'a/b~c%': { type: 'string' } }, $ref: '#/definitions/a~1b~0c%25' }, ['x'], [1]],
  [{ $ref: '#/$defs/a', maximum: 5, $defs: { a: { minimum: 1 } } }, [3], [0, 6]],
  [{ properties: { next: { $ref: '#' } }, required: ['v'] }, [{ v: 1, next: { v: 2 } }], [{ v: 1, next: {} }]],
  [{ $ref: '#/prefixItems/1', prefixItems: [true, { type: 'array' }] }, [[]], [1]],
  [{ $schema: 'x', $id: 'https://example.com/a', title: '', format: 'email', 'x-note': 1 }, ['no e-mail'], []],
]

describe('compileJsonSchema', () => {
  for (const [schema, valid, invalid] of cases)
    it(JSON.stringify(schema), () => {
      const compiled = compileJsonSchema(schema)
      for (const value of valid) assert.equal(compiled.isValid(value), true, JSON.stringify(value))
      for (const value of invalid) assert.equal(compiled.isValid(value), false, JSON.stringify(value))
    })
})

describe('jsonSchemaProblem', () => {
  const problems: ReadonlyArray<readonly [schema: unknown, problem: RegExp]> = [
    ['{"type":', /it is a text that is not JSON/],
    ['7', /must be an object, true or false \(at #\)/],
    [null, /must be an object/],
    [{ properties: { a: 1 } }, /must be an object, true or false \(at #\/properties\/a\)/],
    [{ requried: ['a'] }, /the keyword `requried` is not supported \(at #\)/],
    [{ unevaluatedProperties: false }, /`unevaluatedProperties` is not supported/],
    [{ $dynamicRef: '#a' }, /`\$dynamicRef` is not supported/],
    [{ items: { $id: 'x' } }, /`\$id` is not supported \(at #\/items\)/],
    [{ type: 'strnig' }, /`type` must be null, boolean/],
    [{ type: [], minLength: -1 }, /`minLength` must be a whole number/],
    [{ maxItems: 1.5 }, /`maxItems` must be a whole number/],
    [{ minimum: '1' }, /`minimum` must be a number/],
    [{ multipleOf: 0 }, /greater than 0/],
    [{ required: 'a' }, /`required` must be an array of names/],
    [{ enum: 1 }, /`enum` must be an array/],
    [{ anyOf: [] }, /`anyOf` must not be empty/],
    [{ uniqueItems: 1 }, /`uniqueItems` must be true or false/],
    [{ properties: [] }, /`properties` must be an object/],
    [{ pattern: '(?=a)' }, /`\(\?=a\)`: The pattern uses look-ahead, which cannot run in linear time\..*\(at #\)/],
    [{ pattern: '(a{1000}){1000}' }, /too large/],
    [{ pattern: 1 }, /must be a regular expression/],
    [{ patternProperties: { '(a)\\1': true } }, /cannot run in linear time/],
    [{ $ref: 'https://example.com/schema' }, /must point into the schema itself/],
    [{ $ref: '#name' }, /must point into the schema itself/],
    [{ $ref: '#/$defs/none' }, /where nothing is/],
    [{ $ref: '#/constructor' }, /where nothing is/],
    [{ $ref: 1 }, /`\$ref` must be a text/],
  ]
  for (const [schema, problem] of problems)
    it(JSON.stringify(schema), () => {
      assert.match(jsonSchemaProblem(schema) ?? '', problem)
      assert.throws(() => compileJsonSchema(schema), problem)
    })

  it('has nothing to say of a schema that can be used', () => {
    assert.equal(jsonSchemaProblem({ type: 'object' }), undefined)
    assert.equal(jsonSchemaProblem('{"type":"object"}'), undefined)
    assert.equal(compileJsonSchema('{"type":"object"}').isValid([]), false)
  })

  it('refuses a schema that is nested beyond reason, and does not break', () => {
    let schema: unknown = {}
    for (let level = 0; level < 20_000; level++) schema = { not: schema }
    assert.match(jsonSchemaProblem(schema) ?? '', /more than 200 schemas stand inside one another/)
  })
})

describe('compileJsonSchema within bounds', () => {
  it('gives up on references that never end', () => {
    const schema = compileJsonSchema({ $ref: '#' })
    assert.throws(() => schema.isValid(1), /stand inside one another/)
  })

  it('gives up on references that multiply', () => {
    const $defs: Record<string, unknown> = { d0: true }
    for (let level = 1; level < 40; level++) {
      const $ref = `#/$defs/d${level - 1}`
      $defs[`d${level}`] = { allOf: [{ $ref }, { $ref }] }
    }
    const schema = compileJsonSchema({ $defs, $ref: '#/$defs/d39' })
    assert.throws(() => schema.isValid(1), /against more than 500000 schemas/)
  })

  it('gives up on a value that is nested beyond reason', () => {
    let value: unknown = 1
    for (let level = 0; level < 20_000; level++) value = [value]
    assert.throws(() => compileJsonSchema({ items: { $ref: '#' } }).isValid(value), /stand inside one another/)
    assert.throws(() => compileJsonSchema({ const: [1] }).isValid(value), /nested deeper/)
  })

  it('holds all values of one budget to it', () => {
    const schema = compileJsonSchema({ type: 'integer' })
    const budget = schema.budget()
    assert.throws(() => {
      for (let value = 0; value < 500_001; value++) schema.isValid(value, budget)
    }, /against more than 500000 schemas/)
  })

  it('takes linear time for patterns that would take for ever elsewhere', () => {
    const schema = compileJsonSchema({ pattern: '^(a+)+$' })
    assert.equal(schema.isValid(`${'a'.repeat(50_000)}b`), false)
  })
})
