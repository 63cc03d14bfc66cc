import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Refusal } from '../../pipeline/refusal.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { dialects, readStream, sayEverywhere } from '../../testing/said-by-model.ts'
import { tryPolicies } from '../../testing/try-policy.ts'
import { regex } from './regex.ts'

type Json = Record<string, unknown>

async function ask(config: Json, request: Json): Promise<Refusal | undefined> {
  const trial = tryPolicies([{ policy: regex, config }])
  const result = await trial.request(request)
  assert.deepEqual(trial.call.failures, [])
  return 'code' in result && result.kind === 'refusal' ? (result as Refusal) : undefined
}

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

describe('regex finds', () => {
  const cases: ReadonlyArray<readonly [pattern: string, text: string, isFound: boolean]> = [
    ['secret', 'no secrets here', true],
    ['secret', 'Secret', false],
    ['(?i)secret', 'Secret', true],
    ['^secret', 'the secret', false],
    ['^secret', 'secret things', true],
    ['secret$', 'the secret', true],
    ['secret$', 'the secret is out', false],
    ['\\bcat\\b', 'a cat', true],
    ['\\bcat\\b', 'concatenate', false],
    ['(?m)^b$', 'a\nb\nc', true],
    ['^b$', 'a\nb\nc', false],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['gr(ü|ue)(ß|ss)e', 'viele grüße', true],
    ['[0-9]{3}-[0-9]{2}', 'call 555-12 now', true],
    ['[0-9]{3}-[0-9]{2}', 'call 555-1 now', false],
    ['\\p{Han}', '漢字', true],
  ]
  for (const [pattern, text, isFound] of cases)
    for (const invert of [false, true])
      it(`${pattern} in ${JSON.stringify(text)}${invert ? ', inverted' : ''}: the same everywhere`, async () => {
        const results = await sayEverywhere(regex, { regex: pattern, invert, flow: 'both' }, { text })
        assert.equal(Object.keys(results).length, 6)
        for (const [where, refusal] of Object.entries(results))
          assert.equal(refusal === undefined, isFound !== invert, where)
      })

  it("tells the pattern in the incumbent's words, where the publisher wants it", async () => {
    const shown = await ask({ regex: 'x+', invert: true, name: 'No x', showAssessment: true }, { input: 'xx' })
    assert.deepEqual(shown?.intervention, {
      name: 'No x',
      type: 'REGEX_GUARDRAIL',
      direction: 'REQUEST',
      reason: 'Violation of regular expression detected.',
      assessments: 'Violated regular expression: x+',
    })
    const hidden = await ask({ regex: 'x+', invert: true }, { input: 'xx' })
    assert.equal(hidden?.intervention?.name, 'regex')
    assert.ok(!hidden?.message.includes('x+'))
  })
})

const wholeRequest = (inside: Readonly<Record<string, string>>) => ({
  instructions: inside.instructions ?? '',
  tools: [{ type: 'function', name: 'shell', description: inside.tool ?? '', parameters: {} }],
  metadata: { note: inside.metadata ?? '' },
  input: [
    { role: 'developer', content: inside.developer ?? '' },
    { role: 'user', content: [{ type: 'input_text', text: inside.user ?? '' }] },
    { role: 'assistant', content: [{ type: 'output_text', text: inside.assistant ?? '' }] },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: inside.reasoning ?? '' }] },
    { type: 'function_call', call_id: 'c', name: 'shell', arguments: JSON.stringify({ cmd: inside.arguments ?? '' }) },
    { type: 'function_call_output', call_id: 'c', output: inside.output ?? '' },
    { type: 'item_of_tomorrow', words: inside.unknown ?? '' },
    { role: 'user', content: 'the last word' },
  ],
})

describe('regex in requests', () => {
  const written = ['user', 'assistant', 'reasoning', 'arguments', 'output', 'unknown']
  const standing = ['instructions', 'tool', 'metadata', 'developer']

  it('looks at what a person, the model or a tool wrote, and not at what the agent brings', async () => {
    for (const place of [...written, ...standing]) {
      const request = wholeRequest({ [place]: 'say "needle"\n' })
      for (const pattern of ['needle', '"needle"\\n']) {
        const isSeen = written.includes(place)
        assert.equal(
          (await ask({ regex: pattern, invert: true }, request)) !== undefined,
          isSeen,
          `${place} ${pattern}`,
        )
        assert.equal((await ask({ regex: pattern }, request)) === undefined, isSeen, `${place} ${pattern}`)
      }
    }
  })

  it('looks where a JSONPath says, and there only', async () => {
    const request = wholeRequest({ user: 'needle', instructions: 'thread' })
    const cases: ReadonlyArray<readonly [jsonPath: string, pattern: string, isFound: boolean]> = [
      ['$.input[-1].content', 'needle', false],
      ['$.input[-1].content', 'last', true],
      ['$.input[1]', 'needle', true],
      ['$..text', 'needle', true],
      ['$.instructions', 'thread', true],
      ['$.instructions', 'needle', false],
      ['$', 'thread', true],
      ['$.messages[-1].content', 'needle', false],
      ['$.input', 'nowhere', false],
    ]
    for (const [jsonPath, pattern, isFound] of cases)
      for (const invert of [false, true])
        assert.equal(
          (await ask({ regex: pattern, jsonPath, invert }, request)) === undefined,
          isFound !== invert,
          `${jsonPath} ${pattern} ${invert}`,
        )
  })

  it('finds a word that is hidden from patterns, but not from readers', async () => {
    for (const text of ['se\u200bcret', 'ｓｅｃｒｅｔ'])
      assert.notEqual(await ask({ regex: 'secret', invert: true }, { input: text }), undefined, text)
  })

  it('demands its pattern of a request without a text too', async () => {
    assert.notEqual(await ask({ regex: 'x' }, { input: [] }), undefined)
    assert.equal(await ask({ regex: 'x', invert: true }, { input: [] }), undefined)
  })

  it('takes a long text off the event loop, with the same result', async () => {
    const long = 'lorem ipsum '.repeat(100_000)
    assert.notEqual(await ask({ regex: 'needle', invert: true }, { input: `${long}needle` }), undefined)
    assert.equal(await ask({ regex: 'needle', invert: true }, { input: long }), undefined)
    assert.equal(await ask({ regex: 'needle' }, { input: `${long}needle` }), undefined)
  })
})

describe('regex in streams', () => {
  const config = { regex: 'ne+dle(\\d{2}|s\\b)', invert: true, flow: 'response' }

  it('never lets a match leave whole, wherever the stream is cut in one or two places', async () => {
    const text = 'the neeedle42 of it'
    for (const spoken of dialects)
      for (let first = 0; first <= text.length; first++)
        for (let second = first; second <= text.length; second++) {
          const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
          const trial = tryPolicies([{ policy: regex, config }], { protocol: spoken.protocol })
          const read = await readStream(trial, spoken, pieces)
          assert.equal(read.refusal?.code, 'guardrail_blocked', pieces.join('|'))
          assert.ok('the '.startsWith(read.text), `${pieces.join('|')}: ${read.text}`)
          assert.ok(!JSON.stringify(read.payloads).includes('neeedle4'))
        }
  })

  it('lets what only looks like the beginning of a match go on unchanged, wherever it is cut', async () => {
    const text = 'no neeedle4, needlesss nor nee'
    for (const spoken of dialects)
      for (let first = 0; first <= text.length; first++)
        for (let second = first; second <= text.length; second += 3) {
          const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
          const trial = tryPolicies([{ policy: regex, config }], { protocol: spoken.protocol })
          const read = await readStream(trial, spoken, pieces)
          assert.equal(read.refusal, undefined, pieces.join('|'))
          assert.equal(read.text, text)
          assert.deepEqual(read.payloads.at(-1), spoken.stream(pieces).at(-1))
        }
  })

  it('keeps nothing back where no match can have begun', async () => {
    for (const spoken of dialects) {
      const trial = tryPolicies([{ policy: regex, config }], { protocol: spoken.protocol })
      const pieces = ['plain ', 'words ', 'of ', 'a ', 'model']
      const { payloads } = await readStream(trial, spoken, pieces)
      assert.deepEqual(payloads, spoken.stream(pieces))
    }
  })

  it('does not take the end of a piece for the end of a word, a line or the text', async () => {
    for (const pattern of ['needles\\b', 'needles$', '(?m)needles$', 'needles\\B'])
      for (const [text, isFound] of [
        ['needles', pattern !== 'needles\\B'],
        ['needlesticks', pattern === 'needles\\B'],
      ] as const)
        for (const spoken of dialects) {
          const trial = tryPolicies([{ policy: regex, config: { ...config, regex: pattern } }], {
            protocol: spoken.protocol,
          })
          const { refusal } = await readStream(trial, spoken, [text.slice(0, 7), text.slice(7)])
          assert.equal(refusal !== undefined, isFound, `${pattern} in ${text}`)
        }
  })

  it('does not take the beginning of a piece for the beginning of the text', async () => {
    const text = 'a word '.repeat(40)
    for (const spoken of dialects) {
      const trial = tryPolicies([{ policy: regex, config: { ...config, regex: '^word|^ word' } }], {
        protocol: spoken.protocol,
      })
      const { refusal } = await readStream(trial, spoken, text.split(/(?=word)/))
      assert.equal(refusal, undefined)
    }
  })

  it('looks at what tools are called with, once that is whole', async () => {
    const args = JSON.stringify({ cmd: 'echo "needle42"' })
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'shell', arguments: args }
    const answer = { output: [call] }
    assert.equal(((await tryPolicies([{ policy: regex, config }]).answer(answer)) as Refusal).kind, 'refusal')
  })

  it('observes without keeping anything back', async () => {
    for (const spoken of dialects) {
      const trial = tryPolicies([{ policy: regex, config, mode: 'observe' }], { protocol: spoken.protocol })
      const pieces = ['the nee', 'dle42 of', ' it']
      const { payloads, refusal } = await readStream(trial, spoken, pieces)
      assert.equal(refusal, undefined)
      assert.deepEqual(payloads, spoken.stream(pieces))
      assert.equal(trial.call.x.verdicts.at(-1)?.verdict, 'would-refuse')
    }
  })
})

describe('regexConfig', () => {
  it('refuses what cannot run in linear time, with the reason', () => {
    const cases: ReadonlyArray<readonly [pattern: string, reason: RegExp]> = [
      ['(?=a)b', /look-ahead/],
      ['(?!a)b', /look-ahead/],
      ['(?<=a)b', /look-behind/],
      ['(a)\\1', /back-reference/],
      ['a(', /cannot be read/],
      ['(a{1000}){1000}', /too large/],
      ['a*', /matches the empty text/],
      ['x?', /matches the empty text/],
      ['b'.repeat(1_025), /longer than 1024 bytes/],
    ]
    for (const [pattern, reason] of cases) {
      const { success, error } = regex.config.safeParse({ regex: pattern })
      assert.equal(success, false)
      assert.match(error?.issues[0]?.message ?? '', reason)
    }
  })

  it("takes the incumbent's parameters, and no others", () => {
    const config = { name: 'n', regex: 'a', jsonPath: '$.a', invert: true, showAssessment: true }
    assert.deepEqual(regex.config.parse(config), { ...config, flow: 'request' })
    for (const wrong of [{}, { regex: '' }, { regex: 'a', pattern: 'b' }, { regex: 'a', jsonPath: 'a' }])
      assert.equal(regex.config.safeParse(wrong).success, false, JSON.stringify(wrong))
  })
})
