import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Refusal } from '../pipeline/refusal.ts'
import { openaiChat } from '../protocols/openai-chat/openai-chat.ts'
import { dialects, readStream, responses, sayEverywhere } from '../testing/said-by-model.ts'
import { tryPolicies } from '../testing/try-policy.ts'
import { countConfig, defineCountGuardrail } from './count-guardrail.ts'

type Json = Record<string, unknown>

/** Counts the letter a. */
const policy = defineCountGuardrail(
  {
    name: 'letter-count',
    summary: 'For tests.',
    type: 'LETTER_COUNT_GUARDRAIL',
    measure: 'letter count',
    unit: 'letters',
    count: (text) => text.split('a').length - 1,
  },
  countConfig('letters'),
)

const range = { min: 2, max: 4 }

async function ask(config: Json, request: Json): Promise<Refusal | undefined> {
  const result = await tryPolicies([{ policy, config }]).request(request)
  return 'code' in result && result.kind === 'refusal' ? (result as Refusal) : undefined
}

const user = (...texts: readonly string[]) => ({
  type: 'message',
  role: 'user',
  content: texts.map((text) => ({ type: 'input_text', text })),
})

describe('defineCountGuardrail', () => {
  const cases: ReadonlyArray<readonly [text: string, isWithin: boolean]> = [
    ['b', false],
    ['a', false],
    ['aa', true],
    ['aaaa', true],
    ['aaaaa', false],
  ]
  for (const [text, isWithin] of cases)
    for (const invert of [false, true])
      it(`${text}${invert ? ', inverted' : ''}: the same in every dialect, plain and streamed`, async () => {
        const results = await sayEverywhere(policy, { ...range, invert, flow: 'both' }, { text })
        assert.equal(Object.keys(results).length, 6)
        for (const [where, refusal] of Object.entries(results))
          assert.equal(refusal === undefined, isWithin !== invert, where)
      })

  it("tells in the incumbent's words what was expected and found, where the publisher wants it", async () => {
    const shown = await ask({ ...range, name: 'Letters', showAssessment: true }, { input: 'a' })
    assert.equal(shown?.code, 'guardrail_blocked')
    assert.deepEqual(shown?.intervention, {
      name: 'Letters',
      type: 'LETTER_COUNT_GUARDRAIL',
      direction: 'REQUEST',
      reason: 'Violation of applied letter count constraints detected.',
      assessments: 'Violation of letter count detected. Expected between 2 and 4 letters. But found 1 letters.',
    })
    const inverted = await ask({ ...range, invert: true, showAssessment: true }, { input: 'aa' })
    assert.equal(
      inverted?.intervention?.assessments,
      'Violation of letter count detected. Expected less than 2 or more than 4 letters. But found 2 letters.',
    )
    const hidden = await ask(range, { input: 'a' })
    assert.equal(hidden?.intervention?.assessments, undefined)
    assert.ok(!hidden?.message.includes('found 1'))
  })

  it('notes its name in the record of the call, and that of no text', async () => {
    const trial = tryPolicies([{ policy, config: { ...range, name: 'Letters' } }])
    await trial.request({ input: 'a' })
    assert.deepEqual(trial.call.x.verdicts[0]?.found, { Letters: 1 })
    assert.equal(trial.call.x.verdicts[0]?.verdict, 'refused')
  })
})

describe('defineCountGuardrail in requests', () => {
  it('counts what the user said last, with all its parts, and nothing else', async () => {
    const call = { type: 'function_call', call_id: 'c', name: 'aaaa', arguments: '{"a":"aaaaaa"}' }
    const output = { type: 'function_call_output', call_id: 'c', output: 'aaaaaaaa' }
    const rest = { instructions: 'aaaaaaa', tools: [{ type: 'function', name: 'aaaaa' }] }
    const input = [user('aaaaaaa'), { role: 'developer', content: 'aaaaaaaaa' }, user('a', 'b', 'a'), call, output]
    assert.equal(await ask(range, { ...rest, input }), undefined)
    assert.notEqual(await ask(range, { ...rest, input: [...input, user('a')] }), undefined)
  })

  it('leaves a request in which no user speaks alone', async () => {
    const output = { type: 'function_call_output', call_id: 'c', output: 'aaaaaaaa' }
    assert.equal(await ask(range, { input: [output], previous_response_id: 'resp_1' }), undefined)
  })

  it('counts what a JSONPath names, all of it together', async () => {
    const input = [user('a'), user('aa', 'a')]
    assert.equal(await ask({ ...range, jsonPath: '$.input[*].content[*].text' }, { input }), undefined)
    assert.notEqual(await ask({ ...range, jsonPath: '$.input[0].content[0].text' }, { input }), undefined)
    assert.equal(await ask({ ...range, jsonPath: '$.input[-1]' }, { input }), undefined)
  })

  it('counts nothing where a JSONPath names nothing', async () => {
    assert.notEqual(await ask({ ...range, jsonPath: '$.messages[0].content' }, { input: 'aaa' }), undefined)
    assert.equal(await ask({ ...range, invert: true, jsonPath: '$.messages[0].content' }, { input: 'aaa' }), undefined)
  })
})

describe('defineCountGuardrail in answers', () => {
  const config = { ...range, flow: 'response' }

  it('lets nothing of a refused text go, wherever it is cut', async () => {
    for (const spoken of dialects)
      for (const pieces of [['aaaaa'], ['a', 'aaaa'], [...'aaaaa'], ['', 'aaaaa', '']]) {
        const trial = tryPolicies([{ policy, config }], { protocol: spoken.protocol })
        const { text, refusal } = await readStream(trial, spoken, pieces)
        assert.equal(text, '')
        assert.equal(refusal?.intervention?.direction, 'RESPONSE')
      }
  })

  it('counts each message by itself, and what tools are called with not at all', async () => {
    const call = { type: 'function_call', call_id: 'c', name: 'a', arguments: '{"a":"aaaaaa"}' }
    const reasoning = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'aaaaaaa' }] }
    const message = (text: string) => (responses.answer(text).output as unknown[])[0]
    const answer = { output: [reasoning, message('aaa'), call, message('aaaa')] }
    assert.deepEqual(await tryPolicies([{ policy, config }]).answer(answer), answer)
    const refused = { output: [...answer.output, message('a')] }
    const stop = (await tryPolicies([{ policy, config }]).answer(refused)) as Refusal
    assert.equal(stop.kind, 'refusal')
  })

  it('counts each choice by itself', async () => {
    const choice = (index: number, content: string) => ({ index, message: { role: 'assistant', content } })
    const trial = () => tryPolicies([{ policy, config }], { protocol: openaiChat })
    const answer = { choices: [choice(0, 'aaa'), choice(1, 'aaa')] }
    assert.deepEqual(await trial().answer(answer), answer)
    const stop = (await trial().answer({ choices: [choice(0, 'aaa'), choice(1, 'a')] })) as Refusal
    assert.equal(stop.kind, 'refusal')
  })

  it('has no say in requests', async () => {
    assert.equal(await ask(config, { input: 'a' }), undefined)
    const { needs } = policy
    assert.ok(typeof needs === 'function')
    assert.deepEqual(needs(policy.config.parse(config)), { request: 'none', response: 'events' })
    assert.deepEqual(needs(policy.config.parse(range)), { request: 'whole', response: 'none' })
  })
})

describe('countConfig', () => {
  const schema = countConfig('letters')

  it("takes the incumbent's numbers, which are texts", () => {
    const { min, max, invert, flow } = schema.parse({ min: '2', max: '10' })
    assert.deepEqual({ min, max, invert, flow }, { min: 2, max: 10, invert: false, flow: 'request' })
  })

  it('refuses what is no range', () => {
    for (const wrong of [
      {},
      { min: 1 },
      { min: 0, max: 1 },
      { min: 1.5, max: 2 },
      { min: -1, max: 2 },
      { min: '01', max: 2 },
      { min: '', max: 2 },
      { min: '1e3', max: 2000 },
      { min: 1, max: '99999999999999999999' },
      { min: 3, max: 2 },
      { min: 1, max: 2, words: 3 },
      { min: 1, max: 2, jsonPath: '$.a[?(@.b)]' },
    ])
      assert.equal(schema.safeParse(wrong).success, false, JSON.stringify(wrong))
  })

  it('says why a JSONPath cannot be used', () => {
    const { error } = schema.safeParse({ min: 1, max: 2, jsonPath: '$.a[?(@.b)]' })
    assert.match(error?.issues[0]?.message ?? '', /filters are not supported/)
  })
})
