import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeJsonText } from './json-text.ts'
import { refuse } from './refusal.ts'

const upper = (text: string) => text.toUpperCase()
const say = (text: string) => `say "${text}"\n`
const no = refuse('guardrail_blocked', 'No.')

describe('judgeJsonText', () => {
  it('judges every string of the JSON, and escapes what takes its place', () => {
    assert.equal(judgeJsonText('{"a":"x","b":[1,"y",{"c":"z"}]}', upper), '{"A":"X","B":[1,"Y",{"C":"Z"}]}')
    assert.deepEqual(JSON.parse(String(judgeJsonText('["x"]', say))), ['say "x"\n'])
    assert.equal(judgeJsonText('"alone"', upper), '"ALONE"')
  })

  it('leaves a text that nothing changes byte for byte, whatever its spaces', () => {
    assert.equal(
      judgeJsonText('{ "a" : "x",\n "n": 1.0 }', () => undefined),
      undefined,
    )
  })

  it('keeps the order of members that get another name, and fails where two would get the same', () => {
    assert.equal(judgeJsonText('{"b":1,"a":{"c":2},"d":3}', upper), '{"B":1,"A":{"C":2},"D":3}')
    assert.throws(() => judgeJsonText('{"a":1,"b":2}', () => 'same'))
  })

  it('judges what is no JSON as it stands', () => {
    assert.equal(judgeJsonText('{"cut":"of', upper), '{"CUT":"OF')
  })

  it('judges the whole text where one name stands twice, because the parser drops the first', () => {
    const seen: string[] = []
    const text = '{"a":"hidden","a":"seen"}'
    judgeJsonText(text, (part) => {
      seen.push(part)
      return undefined
    })
    assert.deepEqual(seen, [text])
  })

  it('stops at the first refusal, at once or later', async () => {
    const seen: string[] = []
    const judge = (part: string) => {
      seen.push(part)
      return part === 'b' ? no : undefined
    }
    assert.equal(judgeJsonText('["a","b","c"]', judge), no)
    assert.deepEqual(seen, ['a', 'b'])
    assert.equal(await judgeJsonText('["a","b","c"]', async (part) => judge(part)), no)
    assert.equal(await judgeJsonText('["a","b"]', async (part) => upper(part)), '["A","B"]')
  })

  it('takes members named like those of every object for what they are', () => {
    const text = '{"__proto__":"x","constructor":{"toString":"y"}}'
    const exclaim = (part: string) => `${part}!`
    assert.equal(judgeJsonText(text, exclaim), '{"__proto__!":"x!","constructor!":{"toString!":"y!"}}')
    assert.equal(
      judgeJsonText('{"a":"x"}', () => '__proto__'),
      '{"__proto__":"__proto__"}',
    )
    assert.equal(({} as Record<string, unknown>).x, undefined)
  })
})
