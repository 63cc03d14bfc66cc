import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../testing/random.ts'
import { booleanMember, memberBytes, onlyString, scanTopLevel, stringMember } from './top-level-scan.ts'

const everything = { scalarsOnly: false }

/** Keys and values as `scanTopLevel` cuts them, each value parsed. */
function membersOf(text: string): Array<[string, unknown]> {
  const bytes = Buffer.from(text)
  const scan = scanTopLevel(bytes, everything)
  return scan.members.map(({ key, start, end }) => [key, JSON.parse(bytes.toString('utf8', start, end))])
}

describe('scanTopLevel', () => {
  const objects = [
    '{}',
    ' \n\t\r{ } ',
    '{"a":1}',
    '{"a":1,"b":"two","c":true,"d":null,"e":-1.5e+3}',
    '{ "a" : 1 , "b" : [ 1 , 2 ] , "c" : { "a" : 3 } }',
    '{"a":"with \\"quotes\\" and } ] , : \\\\"}',
    '{"a":"ends with a backslash \\\\","b":1}',
    '{"a":"\\\\\\\\\\"","b":1}',
    '{"a":{"b":{"c":[{"d":"}]"}]}},"e":2}',
    '{"a":"grüße 🚀 \\u00fc\\ud83d\\ude80","ü":"x","\\u0062":3}',
    '{"":"empty key"}',
    '{"__proto__":1,"constructor":2}',
  ]
  for (const text of objects) {
    it(`finds the members of ${JSON.stringify(text)}`, () => {
      const parsed = Object.entries(JSON.parse(text))
      assert.deepEqual(membersOf(text), parsed)
      assert.equal(scanTopLevel(Buffer.from(text), everything).closedAt, Buffer.from(text).lastIndexOf('}'))
    })
  }

  it('lists two members of one name, of which the last counts, as it does for parsers', () => {
    const bytes = Buffer.from('{"model":"a","stream":false,"m\\u006fdel":"b","stream":true}')
    const scan = scanTopLevel(bytes, everything)
    assert.deepEqual(
      scan.members.map(({ key }) => key),
      ['model', 'stream', 'model', 'stream'],
    )
    assert.equal(stringMember(bytes, scan, 'model'), 'b')
    assert.equal(booleanMember(bytes, scan, 'stream'), true)
    assert.equal(memberBytes(bytes, scan, 'model')?.toString(), '"b"')
    assert.equal(memberBytes(bytes, scan, 'other'), undefined)
  })

  it('stops in front of the first object or array where only scalars are wanted', () => {
    const bytes = Buffer.from('{"model":"m","stream":true,"input":[1],"temperature":1}')
    const scan = scanTopLevel(bytes, { scalarsOnly: true })
    assert.deepEqual(
      scan.members.map(({ key }) => key),
      ['model', 'stream'],
    )
    assert.equal(scan.closedAt, -1)
  })

  it('reads a member only where it has the type that is asked for', () => {
    const bytes = Buffer.from('{"model":5,"stream":"true","other":trueish,"null":null}')
    const scan = scanTopLevel(bytes, everything)
    assert.equal(stringMember(bytes, scan, 'model'), null)
    assert.equal(stringMember(bytes, scan, 'absent'), null)
    assert.equal(booleanMember(bytes, scan, 'stream'), null)
    assert.equal(booleanMember(bytes, scan, 'other'), null)
    assert.equal(booleanMember(bytes, scan, 'null'), null)
  })

  for (const text of [
    '',
    ' ',
    '[]',
    '"a"',
    '1',
    '{',
    '{"',
    '{"a',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{a:1}',
    '\uFEFF{"a":1}',
  ]) {
    it(`finds no closed object in ${JSON.stringify(text)}`, () => {
      assert.equal(scanTopLevel(Buffer.from(text), everything).closedAt, -1)
    })
  }

  it('yields what stands in front of a cut, wherever it is', () => {
    const text = '{"model":"g\\u0070t \\"5\\"","stream":true,"input":[{"a":"]"}],"n":12}'
    const whole = membersOf(text)
    const bytes = Buffer.from(text)
    for (let end = 0; end < bytes.length; end++) {
      const cut = bytes.subarray(0, end)
      const scan = scanTopLevel(cut, everything)
      assert.equal(scan.closedAt, -1, `cut at ${end}`)
      const found = scan.members.map(({ key, start, end }) => [key, JSON.parse(cut.toString('utf8', start, end))])
      assert.deepEqual(found, whole.slice(0, found.length), `cut at ${end}`)
    }
  })

  it('agrees with JSON.parse on random objects', () => {
    const random = new Random(20_261_122)
    for (let round = 0; round < 3_000; round++) {
      const text = randomObject(random)
      const expected = Object.entries(JSON.parse(text))
      // A parser keeps the last of two equal keys at the place of the first.
      assert.deepEqual(Object.entries(Object.fromEntries(membersOf(text))), expected, text)
      assert.equal(Buffer.from(text)[scanTopLevel(Buffer.from(text), everything).closedAt], 125, text)
    }
  })

  it('never throws, and never reads beyond the end, on objects with changed and missing bytes', () => {
    const random = new Random(7)
    const bytes = Buffer.from('"\\{}[],:0aetn \x00\xff', 'latin1')
    for (let round = 0; round < 20_000; round++) {
      const text = Buffer.from(randomObject(random))
      for (let change = random.below(4); change >= 0; change--) {
        text[random.below(text.length)] = bytes[random.below(bytes.length)] ?? 0
      }
      const cut = text.subarray(0, random.below(text.length + 1))
      const scan = scanTopLevel(cut, { scalarsOnly: random.below(2) === 0 })
      for (const { key, start, end } of scan.members) {
        assert.ok(start < end && end <= cut.length, cut.toString())
        stringMember(cut, scan, key)
        booleanMember(cut, scan, key)
      }
    }
  })

  it('takes megabytes of quotes and backslashes in one pass', () => {
    const text = JSON.stringify({ input: '\\"'.repeat(1_000_000), model: 'm' })
    const bytes = Buffer.from(text)
    const started = performance.now()
    assert.equal(stringMember(bytes, scanTopLevel(bytes, everything), 'model'), 'm')
    assert.ok(performance.now() - started < 1_000)
  })
})

function randomObject(random: Random): string {
  const members = Array.from(
    { length: random.below(6) },
    () => `${randomKey(random)}${space(random)}:${space(random)}${randomValue(random, 3)}`,
  )
  return `${space(random)}{${space(random)}${members.join(`${space(random)},${space(random)}`)}${space(random)}}`
}

function randomValue(random: Random, depth: number): string {
  const scalars = [randomString(random), '0', '-1', '1.5', '1e3', '-0.1E-2', '123456789', 'true', 'false', 'null']
  if (depth === 0 || random.below(3) > 0) return random.pick(scalars)
  const values = Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1))
  if (random.below(2) === 0) return `[${values.join(`${space(random)},`)}]`
  return `{${values.map((value) => `${randomKey(random)}:${value}`).join(',')}}`
}

const parts = ['a', 'model', '\\"', '\\u0041', '\\n', '{', '}', '[', ']', ',', ':', 'ü', '🚀', ' ', '\\/']

/**
 * Never a number, which the engine would put in front of the others, and never with a backslash in the name itself: once Node 24
 * has parsed an object with the key `x` and a backslash, it reads that key too where `x` and an escape such as \\n stand.
 */
function randomKey(random: Random): string {
  return `"x${Array.from({ length: random.below(5) }, () => random.pick(parts)).join('')}"`
}

function randomString(random: Random): string {
  return `"${Array.from({ length: random.below(6) }, () => random.pick([...parts, '\\\\'])).join('')}"`
}

function space(random: Random): string {
  return random.pick(['', '', '', ' ', '\n', '\t ', '\r\n'])
}

describe('onlyString', () => {
  const model = (text: string) => onlyString(Buffer.from(text), 'model')

  it('finds the member wherever it stands', () => {
    assert.equal(model('{"model":"a","input":[]}'), 'a')
    assert.equal(model(' {"input":[{"model":"x"}],"text":"\\"model\\":","m\\u006fdel":"b" } \n'), 'b')
  })

  for (const text of [
    '{"model":"a","input":[],"model":"b"}',
    '{"model":"a","input":[],"model":"a"}',
    '{"model":"a","m\\u006fdel":5}',
    '{"model":"a","Model":"b"}',
    '{"MODEL":"a"}',
    '{"model":5}',
    '{"model":null}',
    '{"model":["a"]}',
    '{"input":[]}',
    '{"model":"a","input":[',
    '{"model":"a"',
    '{"model":"a"}{"model":"b"}',
    '["model","a"]',
    '{"other":{"model":"a"}}',
    '{\0"model":"a"}',
    '',
  ]) {
    it(`is certain of nothing in ${JSON.stringify(text)}`, () => assert.equal(model(text), null))
  }
})
