import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../testing/random.ts'
import { compileJsonPath, jsonPathProblem } from './json-path.ts'

function values(path: string, json: unknown): unknown[] {
  return compileJsonPath(path)
    .select(json)
    .map(({ value }) => value)
}

function paths(path: string, json: unknown): string[] {
  return compileJsonPath(path)
    .select(json)
    .map((node) => node.path())
}

const request = {
  model: 'm',
  messages: [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: [{ type: 'text', text: 'one' }, { type: 'image' }] },
    { role: 'user', content: 'two' },
  ],
}
const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

describe('compileJsonPath selects', () => {
  const cases: ReadonlyArray<readonly [path: string, json: unknown, expected: unknown[]]> = [
    ['$', { a: 1 }, [{ a: 1 }]],
    ['$.model', request, ['m']],
    ['$.messages[-1].content', request, ['two']],
    ['$.messages[0].content', request, ['be brief']],
    ['$.messages[*].role', request, ['system', 'user', 'user']],
    ["$['messages'][1]['content'][0]['text']", request, ['one']],
    ['$["messages"][2].role', request, ['user']],
    ['$..text', request, ['one']],
    ['$..role', request, ['system', 'user', 'user']],
    ['$.nothing', request, []],
    ['$.messages[3]', request, []],
    ['$.messages[-4]', request, []],
    ['$.model.length', request, []],
    ['$.messages.length', request, []],
    ['$.messages["0"]', request, []],
    ['$[0]', { 0: 'a member, not an item' }, []],
    ["$['0']", { 0: 'a member' }, ['a member']],
    ['$.*', { a: 1, b: [2] }, [1, [2]]],
    ['$[*]', [1, [2]], [1, [2]]],
    ['$.*', 'text', []],
    ['$..*', { a: [1, { b: 2 }] }, [[1, { b: 2 }], 1, { b: 2 }, 2]],
    ['$..[0]', [[1, 2], [3]], [[1, 2], 1, 3]],
    ["$..['a']", { a: { a: 1 } }, [{ a: 1 }, 1]],
    ['$..a..b', { a: { a: { b: 1 } } }, [1]],
    ["$['b', 'a']", { a: 1, b: 2 }, [2, 1]],
    ['$[0, 0, -3]', [1, 2, 3], [1]],
    ['$ .messages [ 2 ] .role ', request, ['user']],
    ['$.user-id', { 'user-id': 7 }, [7]],
    ['$.größe', { größe: 7 }, [7]],
    ["$['a.b'].c", { 'a.b': { c: 7 } }, [7]],
    ["$['\\'']", { "'": 1 }, [1]],
    ['$["\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041"]', { '"\\/\b\f\n\r\tA': 1 }, [1]],
    ["$['\\uD83D\\uDE00']", { '😀': 1 }, [1]],
    ["$['']", { '': 1 }, [1]],
    ['$.a', { a: null }, [null]],
  ]
  for (const [path, json, expected] of cases) it(path, () => assert.deepEqual(values(path, json), expected))
})

describe('compileJsonPath slices as RFC 9535 does', () => {
  const cases: ReadonlyArray<readonly [path: string, expected: number[]]> = [
    ['$[1:3]', [1, 2]],
    ['$[5:]', [5, 6, 7, 8, 9]],
    ['$[:2]', [0, 1]],
    ['$[:]', numbers],
    ['$[::]', numbers],
    ['$[1:5:2]', [1, 3]],
    ['$[5:1:-2]', [5, 3]],
    ['$[::-1]', numbers.toReversed()],
    ['$[-2:]', [8, 9]],
    ['$[:-8]', [0, 1]],
    ['$[-1:-3:-1]', [9, 8]],
    ['$[3:1]', []],
    ['$[1:1]', []],
    ['$[0:3:0]', []],
    ['$[-100:2]', [0, 1]],
    ['$[8:100]', [8, 9]],
    ['$[100:7:-1]', [9, 8]],
    ['$[1:-100:-1]', [1, 0]],
    ['$[ 1 : 5 : 2 ]', [1, 3]],
  ]
  for (const [path, expected] of cases) it(path, () => assert.deepEqual(values(path, numbers), expected))

  it('slices no object', () => assert.deepEqual(values('$[0:1]', { 0: 'a' }), []))
})

describe('jsonPathProblem', () => {
  const cases: ReadonlyArray<readonly [path: string, problem: RegExp]> = [
    ['', /begin with `\$`/],
    ['messages[0]', /begin with `\$`.*character 1/],
    ['$.', /a name is expected.*character 3/],
    ['$..', /a name is expected/],
    ['$...a', /a name is expected/],
    ['$a', /`\.name`, `\[…\]` or the end/],
    ['$.a b', /`\.name`, `\[…\]` or the end/],
    ['$[', /an index, a slice/],
    ['$[]', /an index, a slice/],
    ['$[a]', /an index, a slice/],
    ['$[0', /`\]` is expected/],
    ['$[0 1]', /`\]` is expected/],
    ['$[1,]', /an index, a slice/],
    ['$[?(@.price < 10)]', /filters are not supported.*character 3/],
    ['$..[?@.a]', /filters are not supported/],
    ['$[(@.length-1)]', /scripts are not supported.*character 3/],
    ['$.messages.length()', /functions are not supported.*character 18/],
    ['$[01]', /`01` is not an index/],
    ['$[-0]', /`-0` is not an index/],
    ['$[-]', /`-` is not an index/],
    ['$[9007199254740992]', /is not an index/],
    ['$[1:2:3:4]', /`\]` is expected/],
    ["$['a]", /the closing ' is missing/],
    ["$['\\x41']", /`\\x` is no escape/],
    ["$['\\\"']", /`\\"` is no escape/],
    ["$['\\u12']", /`\\u` is no escape/],
    ["$['\\uD83D']", /half of a surrogate pair/],
    ["$['a\nb']", /control character/],
    ['$.1a', /a name is expected/],
    ['$.-a', /a name is expected/],
    [`$${'.a'.repeat(51)}`, /at most 50 segments/],
    [`$['${'a'.repeat(1_000)}']`, /at most 1000 characters/],
  ]
  for (const [path, problem] of cases)
    it(`${path.slice(0, 30)} is refused: ${problem.source}`, () => {
      assert.match(jsonPathProblem(path) ?? '', problem)
      assert.throws(() => compileJsonPath(path), problem)
    })

  it('has nothing to say of a path that can be used', () => {
    assert.equal(jsonPathProblem(' $.messages[-1].content '), undefined)
    assert.equal(compileJsonPath(' $.messages[-1].content ').text, '$.messages[-1].content')
  })
})

describe('compileJsonPath and prototypes', () => {
  it('sees own properties only', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'prototype', 'hasOwnProperty']) {
      assert.deepEqual(values(`$.${name}`, {}), [], name)
      assert.deepEqual(values(`$..['${name}']`, [{ a: 'x' }, 'y']), [], name)
    }
  })

  it('replaces an own member that is called __proto__, and no prototype', () => {
    const json = JSON.parse('{"__proto__": {"a": "x"}, "b": 1}')
    for (const node of compileJsonPath('$.__proto__').select(json)) node.replace({ polluted: true })
    assert.equal(JSON.stringify(json), '{"__proto__":{"polluted":true},"b":1}')
    assert.equal(Object.getPrototypeOf(json), Object.prototype)
    assert.equal(Reflect.get({}, 'polluted'), undefined)
  })
})

describe('JsonNode', () => {
  it('tells its place so that a publisher finds it', () => {
    assert.deepEqual(paths('$..text', request), ['$.messages[1].content[0].text'])
    assert.deepEqual(paths('$', request), ['$'])
    assert.deepEqual(paths('$.*', { 'a.b': 1, c: 2, '': 3, '1': 4 }), ['$["1"]', '$["a.b"]', '$.c', '$[""]'])
  })

  it('replaces a value in the JSON itself', () => {
    const json = structuredClone(request)
    for (const node of compileJsonPath('$.messages[*].content').select(json))
      if (typeof node.value === 'string') node.replace(node.value.toUpperCase())
    assert.deepEqual(values('$.messages[*].content', json), ['BE BRIEF', request.messages[1]?.content, 'TWO'])
  })

  it('cannot replace the root, which the path tells beforehand', () => {
    const path = compileJsonPath('$')
    assert.equal(path.isRoot, true)
    assert.equal(compileJsonPath('$.a').isRoot, false)
    assert.throws(() => path.select({})[0]?.replace(1), /cannot be replaced/)
  })
})

describe('compileJsonPath within bounds', () => {
  it('gives up on a path that looks at too much, however it is written', () => {
    const wide = { a: Array.from({ length: 400 }, () => Array.from({ length: 400 }, () => ({ b: 1 }))) }
    assert.throws(() => compileJsonPath('$..*..*..*').select(wide), /looked at more than 200000 values/)
    let deep: unknown = 'end'
    for (let level = 0; level < 5_000; level++) deep = { a: deep }
    assert.throws(() => compileJsonPath('$..a..a').select(deep), /looked at more than/)
  })

  it('walks a JSON of any depth without the stack of the process', () => {
    let deep: unknown = { text: 'found' }
    for (let level = 0; level < 100_000; level++) deep = [deep]
    assert.deepEqual(values('$..text', deep), ['found'])
  })
})

describe('compileJsonPath over random JSON', () => {
  const random = new Random(20_261_123)
  for (let round = 0; round < 300; round++) {
    const json = randomJson(random, 4)
    const path = randomPath(random)
    it(`${path} in ${JSON.stringify(json).slice(0, 60)}`, () => {
      const nodes = compileJsonPath(path).select(json)
      for (const node of nodes) {
        const again = compileJsonPath(node.path()).select(json)
        assert.equal(again.length, 1)
        assert.equal(again[0]?.value, node.value)
      }
      const places = nodes.map((node) => node.path())
      assert.equal(new Set(places).size, places.length)
      for (const place of places) replacesOneThing(json, place)
    })
  }
})

/** Everything but the place itself stays as it was. */
function replacesOneThing(json: unknown, place: string): void {
  if (place === '$') return
  const copy = structuredClone(json)
  const node = compileJsonPath(place).select(copy)[0]
  const before = node?.value
  node?.replace('another')
  assert.deepEqual(values(place, copy), ['another'])
  compileJsonPath(place).select(copy)[0]?.replace(before)
  assert.deepEqual(copy, json)
}

function randomJson(random: Random, depth: number): unknown {
  const kind = depth === 0 ? random.below(4) : random.below(8)
  if (kind < 4) return random.pick<unknown>(['text', 0, null, true])
  const children = Array.from({ length: random.below(4) }, () => randomJson(random, depth - 1))
  if (kind < 6) return children
  return Object.fromEntries(children.map((child) => [random.pick(['a', 'b', 'c d', "it's", '\n']), child]))
}

function randomPath(random: Random): string {
  const pieces = ['.a', '..b', '.*', '[*]', '[0]', '[-1]', "['c d']", '[1:]', '[::-1]', '..*', "[0,'a']", '..[0]']
  return `$${Array.from({ length: 1 + random.below(3) }, () => random.pick(pieces)).join('')}`
}
