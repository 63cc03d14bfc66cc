import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileLinear } from './compile-linear.ts'
import { CompiledDetectors } from './detector-set.ts'
import { estimateInstructions } from './program-size.ts'

describe('compileLinear', () => {
  test('finds, and tests, anywhere in a text', () => {
    const pattern = compileLinear(String.raw`\bEMP-\d{4}\b`)
    assert.deepEqual(pattern.find('see EMP-1234.'), { start: 4, end: 12 })
    assert.equal(pattern.find('see EMP-12345.'), undefined)
    assert.equal(pattern.test('see EMP-1234.'), true)
    assert.equal(pattern.test('see EMP-123.'), false)
    assert.deepEqual(compileLinear('ü+').find('für üü'), { start: 1, end: 2 })
  })

  test('goes on behind what it found, passes over empty matches, and knows what stands in front', () => {
    const next = compileLinear('a*').finder('baab', 0)
    assert.deepEqual([next(), next()], [{ start: 1, end: 3 }, undefined])
    assert.equal(compileLinear('^a').finder('aa', 1)(), undefined)
    assert.equal(compileLinear(String.raw`\ba`).finder('xa', 1)(), undefined)
  })

  for (const [pattern, reason] of [
    ['(?=a)b', /uses look-ahead, which cannot run in linear time\.$/],
    ['(?!a)b', /uses look-ahead/],
    ['(?<=a)b', /uses look-behind/],
    ['(?<!a)b', /uses look-behind/],
    [String.raw`(a)\1`, /uses a back-reference/],
    ['(?P<x>a)(?P=x)', /uses a back-reference/],
    [String.raw`(?<x>a)\k<x>`, /uses a back-reference/],
    ['(?>a)b', /uses an atomic group/],
    ['a++', /uses a possessive repeat/],
    ['', /is empty/],
    ['(a', /cannot be read: .*missing closing \)/],
    ['[a', /cannot be read: .*missing closing \]/],
    ['*a', /cannot be read/],
    [String.raw`\p{Nothing}`, /cannot be read/],
    ['ä'.repeat(600), /is longer than 1024 bytes\.$/],
    ['(x{1000}){1000}', /is too large/],
    ['(?:[a-z]{1,500}){1,500}', /is too large/],
    ['((((((a{9}){9}){9}){9}){9}){9}){9}', /is too large/],
  ] as const)
    test(`refuses ${pattern.slice(0, 30)} and says why`, () => {
      assert.throws(() => compileLinear(pattern), { message: reason })
    })

  test('takes what only looks like something that cannot run', () => {
    for (const pattern of [
      String.raw`\(\?=a\)`,
      '[(?=]a',
      String.raw`\\1`,
      String.raw`\Q(?=\1\E`,
      String.raw`\p{L}+\p{N}+`,
      'a{2}[+]',
      '(?i)abc',
      '(?P<name>a)',
      '(?<name>a)',
    ])
      assert.equal(compileLinear(pattern).source, pattern)
  })

  test('refuses large patterns without unfolding them', () => {
    const before = process.memoryUsage().heapUsed
    for (let round = 0; round < 200; round++)
      assert.throws(() => compileLinear(`(${'x'.repeat(round)}{1000}){1000}(y{1000}){1000}`), { message: /too large/ })
    assert.ok(process.memoryUsage().heapUsed - before < 67_108_864)
  })
})

test('estimateInstructions counts what repeats unfold to', () => {
  assert.ok(estimateInstructions('abc') < 10)
  assert.ok(estimateInstructions('[a-z{100}]') < 5)
  assert.ok(estimateInstructions(String.raw`a\{100}`) < 12)
  assert.ok(estimateInstructions('(ab){100}') >= 200)
  assert.ok(estimateInstructions('((ab){1,10}c){10,}') >= 200)
})

test('a spec names the pattern that cannot run', () => {
  const custom = [
    { label: 'fine', pattern: 'a' },
    { label: 'Badge', pattern: '(?=a)' },
  ]
  assert.throws(() => new CompiledDetectors({ builtIn: [], custom }), {
    message: 'Badge: The pattern uses look-ahead, which cannot run in linear time.',
  })
  assert.throws(() => new CompiledDetectors({ builtIn: ['nothing'], custom: [] }), {
    message: 'There is no detector named nothing.',
  })
  const many = Array.from({ length: 101 }, (_, index) => ({ label: `p${index}`, pattern: 'a' }))
  assert.throws(() => new CompiledDetectors({ builtIn: [], custom: many }), { message: /more than 100 patterns/ })
  const large = Array.from({ length: 30 }, (_, index) => ({ label: `p${index}`, pattern: '[ab]{900}' }))
  assert.throws(() => new CompiledDetectors({ builtIn: [], custom: large }), { message: /too large together/ })
})
