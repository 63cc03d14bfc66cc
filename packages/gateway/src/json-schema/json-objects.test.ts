import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../testing/random.ts'
import { jsonObjectsIn } from './json-objects.ts'

describe('jsonObjectsIn', () => {
  const cases: ReadonlyArray<readonly [text: string, expected: unknown[]]> = [
    ['', []],
    ['no object', []],
    ['{}', [{}]],
    ['before {"a": 1} after', [{ a: 1 }]],
    ['{"a":1} and {"b":2}', [{ a: 1 }, { b: 2 }]],
    ['{"a":{"b":[{"c":null}]}}', [{ a: { b: [{ c: null }] } }]],
    ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['```json\n{\n  "a": "}"\n}\n```', [{ a: '}' }]],
    ['function () { return {"a":1}; }', [{ a: 1 }]],
    ['{{"a":1}}', [{ a: 1 }]],
    ['{"a":{"b":1},"c":{"d":[{"e":2}]}, cut', [{ b: 1 }, { d: [{ e: 2 }] }]],
    ['{ "foo {"a":1}', [{ a: 1 }]],
    ['say "{" and {"a":"{"}', [{ a: '{' }]],
    ['{"a":"{\\"b\\":1}"}', [{ a: '{"b":1}' }]],
    ['{"a":01}', []],
    ['{"a":1,}', []],
    ['{,}', []],
    ['{"a" 1}', []],
    ['{"a":}', []],
    ["{'a':1}", []],
    ['{"a":[1,]}', []],
    ['{"a":"\n"}', []],
    ['{"a":"\\x"}', []],
    ['{"a":tru}', []],
    ['{"a":[1}', []],
    ['{"a":-1.5e+3,"b":true,"c":[],"d":"\\u00e9"}', [{ a: -1500, b: true, c: [], d: 'é' }]],
    ['{"a":1', []],
    ['{"a', []],
    ['{', []],
    ['{"__proto__":{"a":1}}', [JSON.parse('{"__proto__":{"a":1}}')]],
  ]
  for (const [text, expected] of cases)
    it(JSON.stringify(text), () => assert.deepEqual([...jsonObjectsIn(text)], expected))

  it('finds what JSON.parse reads, in any text around it', () => {
    const random = new Random(11)
    for (let round = 0; round < 2_000; round++) {
      const object = { [random.pick(['a', '{', '}', '"'])]: randomValue(random, 3) }
      const before = random.pick(['', 'x ', '} ', '[', 'a: ', '{ ', '{{'])
      const text =
        before + JSON.stringify(object, null, random.pick([0, 2])) + random.pick(['', ' }', '}}', ' y', ']', ','])
      assert.deepEqual([...jsonObjectsIn(text)], [object], text)
    }
  })

  it('finds what a search from every brace on finds', () => {
    const random = new Random(12)
    const pieces = ['{', '}', '"', '"a"', ':', ',', '1', '[', ']', '\\', ' ', '{"a":1}', '"a":', '\\"']
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + random.below(14) }, () => random.pick(pieces)).join('')
      assert.deepEqual(normal([...jsonObjectsIn(text)]), normal(slowly(text)), text)
    }
  })

  it('reads a long text once, whatever is in it', () => {
    for (const piece of ['{', '[{', '{ "', '{"a":{"b":1},"c":', '{"a":"{', '{"{"', '{"a":[', '{\\"']) {
      const text = piece.repeat(24_000)
      assert.ok([...jsonObjectsIn(text)].length < 50_000, piece)
    }
    assert.deepEqual([...jsonObjectsIn(`${'{ '.repeat(500_000)}{"a":1}`)], [{ a: 1 }])
  })

  it('gives up where there are more objects than one text can have', () => {
    assert.equal([...jsonObjectsIn('{}'.repeat(50_000))].length, 50_000)
    assert.throws(() => [...jsonObjectsIn('{}'.repeat(50_001))], /more than 50000 beginnings/)
    assert.throws(() => [...jsonObjectsIn('{"a'.repeat(50_001))], /more than 50000 beginnings/)
  })
})

/** Every object that begins at a brace and is not inside one that was found before. */
function slowly(text: string): unknown[] {
  const found: unknown[] = []
  for (let start = text.indexOf('{'); start !== -1; ) {
    const object = objectAt(text, start)
    if (object !== undefined) found.push(object.value)
    start = text.indexOf('{', object?.end ?? start + 1)
  }
  return found
}

function objectAt(text: string, start: number): { value: unknown; end: number } | undefined {
  for (let end = text.indexOf('}', start); end !== -1; end = text.indexOf('}', end + 1)) {
    try {
      return { value: JSON.parse(text.slice(start, end + 1)), end: end + 1 }
    } catch {
      // Not up to this brace.
    }
  }
  return undefined
}

function normal(objects: readonly unknown[]): string[] {
  return objects.map((object) => JSON.stringify(object)).sort()
}

function randomValue(random: Random, depth: number): unknown {
  const kind = random.below(depth === 0 ? 5 : 8)
  if (kind < 5) return random.pick<unknown>([null, true, -0.5, 'a "quoted" {word}', '\\ \n \u2028 é'])
  const inner = Array.from({ length: random.below(3) }, () => randomValue(random, depth - 1))
  return kind < 7 ? inner : Object.fromEntries(inner.map((value, index) => [`k${index}`, value]))
}
