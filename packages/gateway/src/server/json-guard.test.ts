import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultJsonLimits, type JsonLimits, parseJson } from './json-guard.ts'

function codeOf(text: string | Buffer, limits?: JsonLimits): string | undefined {
  const result = parseJson(Buffer.from(text), limits)
  return 'code' in result ? result.code : undefined
}

function parsed(text: string): unknown {
  const result = parseJson(Buffer.from(text))
  assert.ok('value' in result, JSON.stringify(result))
  return result.value
}

describe('parseJson', () => {
  it('parses what JSON.parse parses', () => {
    const texts = [
      'null',
      'true',
      'false',
      '0',
      '-0',
      '-1.5e-3',
      '1E2',
      '""',
      '"a\\"b\\\\"',
      '"\\\\\\""',
      '[]',
      ' { "a" : [ 1 , 2 , { "b" : null } ] } ',
      '"\\ud83d\\ude00 \\u0000 ü 😀"',
      '{"a":1,"a":2}',
      '"a string of more than forty-eight characters, with an escaped \\" quote and a backslash at its end \\\\"',
      `"${'x'.repeat(47)}\\""`,
      `"${'x'.repeat(48)}\\""`,
      `"${'\\\\'.repeat(100)}"`,
      `["${'y'.repeat(500)}\\\\\\"]", "["]`,
      '1e-400',
      '123456789012345678901234567890',
    ]
    for (const text of texts) assert.deepEqual(parsed(text), JSON.parse(text), text)
  })

  it('refuses what is no JSON', () => {
    const texts = [
      '',
      ' ',
      '{',
      '[1,]',
      '{"a":1,}',
      "{'a':1}",
      '{a:1}',
      '[1 2]',
      '01',
      '+1',
      '1.',
      '.5',
      '- 1',
      '1e',
      '0x1',
      'NaN',
      'Infinity',
      'nul',
      '"a',
      '"a\\',
      '"\\x41"',
      '"tab\tinside"',
      '{} {}',
      '{}x',
      ']',
      '// a\n{}',
      '\ufeff{}',
      '\u00a0{}',
    ]
    for (const text of texts) assert.equal(codeOf(text), 'body_unreadable', JSON.stringify(text))
  })

  it('never quotes the body in its message', () => {
    assert.deepEqual(parseJson(Buffer.from('{"password": secret}')), {
      code: 'body_unreadable',
      message: 'The request body is not valid JSON.',
    })
  })

  it('refuses bytes that are not UTF-8', () => {
    const bad = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80], [0x80]]
    for (const bytes of bad) {
      const body = Buffer.concat([Buffer.from('"'), Buffer.from(bytes), Buffer.from('"')])
      assert.equal(codeOf(body), 'body_unreadable', bytes.join(' '))
    }
    for (const encoding of ['utf16le', 'latin1'] as const)
      assert.equal(codeOf(Buffer.from('{"a":"ü"}', encoding)), 'body_unreadable')
  })
})

describe('parseJson: depth', () => {
  const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)

  it('takes the limit and refuses one more', () => {
    assert.equal(codeOf(nested(128)), undefined)
    assert.equal(codeOf(nested(129)), 'body_unreadable')
    assert.equal(codeOf(`${'{"a":'.repeat(128)}1${'}'.repeat(128)}`), undefined)
    assert.equal(codeOf(`${'{"a":'.repeat(129)}1${'}'.repeat(129)}`), 'body_unreadable')
    assert.equal(codeOf(nested(3), { depthMax: 2, tokensMax: 100 }), 'body_unreadable')
  })

  it('counts what is open, not what there is', () => {
    assert.equal(codeOf(`[${Array(1000).fill('[[]]').join(',')}]`), undefined)
  })

  it('does not count brackets inside strings', () => {
    assert.equal(codeOf(JSON.stringify(nested(1000))), undefined)
    assert.equal(codeOf(JSON.stringify([`"${nested(1000)}\\`, nested(1000)])), undefined)
  })

  it('refuses 32 MiB of brackets before they cost anything', () => {
    const body = Buffer.alloc(32 * 1024 * 1024, '[')
    const before = process.memoryUsage().heapUsed
    assert.equal(codeOf(body), 'body_unreadable')
    assert.ok(process.memoryUsage().heapUsed - before < 4 * 1024 * 1024)
  })
})

describe('parseJson: tokens', () => {
  it('takes the limit and refuses one more', () => {
    const limits = { depthMax: 128, tokensMax: 10 }
    assert.equal(codeOf(`[${Array(10).fill('1').join(',')}]`, limits), undefined)
    assert.equal(codeOf(`[${Array(11).fill('1').join(',')}]`, limits), 'body_too_large')
    assert.equal(codeOf('{"a":1,"b":[{}]}', limits), undefined)
    assert.equal(codeOf(JSON.stringify(',:[{'.repeat(100)), limits), undefined)
  })

  it('takes a long history of an agent by default', () => {
    const item = { type: 'function_call_output', call_id: 'call_1', output: '{"stdout":"a,b,[c]"}' }
    assert.equal(codeOf(JSON.stringify({ model: 'gpt-5.4', input: Array(50_000).fill(item) })), undefined)
  })

  it('refuses 10 MB of empty objects without parsing them', () => {
    const body = Buffer.from(`[${'{},'.repeat(3_500_000)}{}]`)
    assert.equal(codeOf(body), 'body_too_large')
    assert.equal(codeOf(body, { ...defaultJsonLimits, tokensMax: 200_000 }), 'body_too_large')
  })
})

describe('parseJson: numbers and names', () => {
  it('refuses numbers that become Infinity, wherever they stand', () => {
    const large = [
      '1e400',
      '-1e400',
      '1E+400',
      '1.5e309',
      '9'.repeat(400),
      `-${'9'.repeat(400)}.5`,
      `1${'0'.repeat(400)}e1`,
    ]
    for (const number of large) {
      for (const text of [number, `[${number}]`, `{"a":${number}}`, `[1, ${number} ]`])
        assert.equal(codeOf(text), 'body_unreadable', text.slice(0, 40))
    }
    for (const number of ['1e308', '-1.7976931348623157e308', '1e-400', '9'.repeat(300), `0.${'1'.repeat(1000)}`])
      assert.equal(codeOf(number), undefined, number.slice(0, 40))
    assert.equal(codeOf('"1e400"'), undefined)
  })

  it('keeps the names of prototypes as mere names', () => {
    const value = parsed('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')
    assert.deepEqual(Object.keys(value as object), ['__proto__', 'constructor'])
    assert.equal(Reflect.get({}, 'admin'), undefined)
  })

  it('gives back the same text for what agents send', () => {
    const text =
      '{"model":"gpt-5.4","input":[{"type":"message","content":[{"text":"a\\"b\\\\ ü 😀"}]}],"n":1.5,"b":[true,null]}'
    assert.equal(JSON.stringify(parsed(text)), text)
  })

  it('agrees with JSON.parse on mutated bodies', () => {
    const seed = Buffer.from('{"a":[1,-2.5e3,"x\\"y\\\\z"],"b":{"c":null,"d":[true,false]},"e":"\\u00fc"}')
    const bytes = Buffer.from('{}[],:"\\0-1e. ntx\n')
    let state = 20_261_122
    const next = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return (state >>> 8) % below
    }
    for (let round = 0; round < 10_000; round++) {
      const body = Buffer.from(seed)
      for (let change = 0; change <= next(3); change++) body[next(body.length)] = bytes[next(bytes.length)] ?? 0
      assert.equal(codeOf(body) === undefined, isFiniteJson(body.toString()), body.toString())
    }
  })
})

/** What the guard must decide for a small body: JSON that holds no infinite number. */
function isFiniteJson(text: string): boolean {
  try {
    let allFinite = true
    JSON.parse(text, (_, value) => {
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) allFinite = false
      return value
    })
    return allFinite
  } catch {
    return false
  }
}
