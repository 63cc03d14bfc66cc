import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { describe, test } from 'node:test'
import { personalSamples } from '../../scanning/samples/personal-samples.ts'
import { maskAndRestore } from '../../testing/mask-and-restore-run.ts'
import { readPolicyReadme } from '../../testing/policy-readme.ts'
import { testTools } from '../../testing/policy-tools.ts'
import { chat, dialects, readStream, responses, type Spoken } from '../../testing/said-by-model.ts'
import { type PolicyTrial, tryPolicies } from '../../testing/try-policy.ts'
import { piiMask } from './pii-mask.ts'

type Json = Record<string, unknown>

const jane = 'jane.doe@example.com'
const placeholderShape = /\b(?:Email|Phone|Card|Badge|Kunde)_[0-9a-f]{12}\b/g

function open(config: Json, spoken: Spoken = responses): PolicyTrial {
  return tryPolicies([{ policy: piiMask, config }], { protocol: spoken.protocol })
}

/** The request as it goes to the provider, and what stands there for the values. */
async function ask(trial: PolicyTrial, request: Json): Promise<{ sent: Json; placeholders: string[] }> {
  const sent = (await trial.request(request)) as Json
  assert.deepEqual(trial.call.failures, [])
  assert.equal(trial.call.x.refusal, null)
  return { sent, placeholders: [...new Set(JSON.stringify(sent).match(placeholderShape) ?? [])] }
}

describe("the README's examples", () => {
  const { configs, bodies } = readPolicyReadme(import.meta.dirname)
  const [plain = {}, incumbent = {}] = configs
  const [request = {}, sent = {}, answer = {}, restored = {}, redacted = {}] = bodies

  test('a request goes out as the README says, and its answer comes back as it says', async () => {
    const trial = open(plain)
    const out = JSON.stringify((await ask(trial, request)).sent)
    const [email = '', employee = ''] = out.match(/(?:Email|Employee)_[0-9a-f]{12}/g) ?? []
    const inReadme = (text: string) =>
      text.replaceAll('Email_aaaaaaaaaaaa', email).replaceAll('Employee_bbbbbbbbbbbb', employee)
    assert.equal(out, inReadme(JSON.stringify(sent)))
    assert.deepEqual(await trial.answer(JSON.parse(inReadme(JSON.stringify(answer)))), restored)
  })

  test("the incumbent's configuration redacts as the README says", async () => {
    assert.deepEqual((await ask(open(incumbent), request)).sent, redacted)
  })
})

describe('pii-mask in requests', () => {
  test('masks every text of a request, arguments of tools as JSON, and nothing else', async () => {
    const request = {
      model: 'gpt-5.4',
      instructions: `Ask ${jane}.`,
      metadata: { contact: jane },
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: `I am ${jane}` }] },
        { type: 'function_call', call_id: 'c1', name: 'mail', arguments: JSON.stringify({ to: [jane], n: 1 }) },
        { type: 'function_call_output', call_id: 'c1', output: `sent "${jane}"\n` },
        { type: 'reasoning', summary: [{ type: 'summary_text', text: jane }], encrypted_content: 'Z0FBQUFB' },
        { type: 'item_of_tomorrow', words: { deep: [jane] } },
      ],
    }
    const { sent, placeholders } = await ask(open({}), request)
    assert.equal(placeholders.length, 1)
    assert.equal(JSON.stringify(sent), JSON.stringify(request).replaceAll(jane, placeholders[0] ?? ''))
  })

  test('masks the beginning of a conversation byte by byte as in the call before', async () => {
    const turns = [`mail ${jane}`, 'call +1 415 555 0132', `again ${jane} and joan@example.com`, 'done'].map(
      (text) => ({
        role: 'user',
        content: text,
      }),
    )
    const sentOf = async (count: number) =>
      JSON.stringify((await ask(open({}), { input: turns.slice(0, count) })).sent).slice(0, -2)
    for (let count = 1; count < turns.length; count++)
      assert.ok((await sentOf(count + 1)).startsWith(await sentOf(count)), `${count} turns`)
  })

  test('redacts where it is told to, under both names', async () => {
    for (const config of [{ redact: true }, { redactPII: true }]) {
      const { sent } = await ask(open(config), { input: `I am ${jane}, +1 415 555 0132.` })
      assert.equal(sent.input, 'I am *****, *****.')
    }
  })

  test('masks where a JSONPath says, and there only', async () => {
    const request = { instructions: jane, input: [{ role: 'user', content: jane }] }
    const { sent, placeholders } = await ask(open({ jsonPath: '$.input[-1].content' }), request)
    assert.deepEqual(sent, { instructions: jane, input: [{ role: 'user', content: placeholders[0] }] })
  })

  test('looks for what it is told to', async () => {
    const text = `${jane}, 4242 4242 4242 4242, B-1234, K77`
    const kindsOf = async (config: Json) => {
      const trial = open(config)
      const { sent } = await ask(trial, { input: text })
      return { sent: String(sent.input).replace(/_[0-9a-f]{12}/g, '_'), found: trial.call.x.verdicts.at(-1)?.found }
    }
    assert.equal((await kindsOf({ entities: ['card'] })).sent, `${jane}, Card_, B-1234, K77`)
    assert.equal(
      (await kindsOf({ custom: [{ name: 'badge', pattern: 'B-[0-9]{4}' }] })).sent,
      `${jane}, 4242 4242 4242 4242, Badge_, K77`,
    )
    assert.equal(
      (await kindsOf({ entities: ['email'], custom: [{ name: 'badge', pattern: 'B-[0-9]{4}' }] })).sent,
      'Email_, 4242 4242 4242 4242, Badge_, K77',
    )
    const entities = [
      { piiEntity: 'Badge', piiRegex: 'B-[0-9]{4}' },
      { piiEntity: 'Kunde', piiRegex: 'K\\d+' },
    ]
    for (const piiEntities of [entities, JSON.stringify(entities)])
      assert.equal((await kindsOf({ piiEntities })).sent, `${jane}, 4242 4242 4242 4242, Badge_, Kunde_`)
    assert.equal((await kindsOf({})).sent, 'Email_, Card_, B-1234, K77')
  })

  test('notes what it found by kind, each value once, and never the value', async () => {
    const trial = open({})
    await ask(trial, {
      input: [
        { role: 'user', content: `${jane} ${jane}` },
        { role: 'user', content: `${jane} a@b.io 4242424242424242` },
      ],
    })
    const verdict = trial.call.x.verdicts.at(-1)
    assert.equal(verdict?.verdict, 'changed')
    assert.ok(!JSON.stringify(verdict).includes('@'))
    assert.match(JSON.stringify(verdict), /email.*2|2.*email/)
  })

  test('refuses a name that it would have to change, since something refers to it', async () => {
    const trial = open({ custom: [{ name: 'badge', pattern: 'B[0-9]{4}' }] })
    const result = await trial.request({
      input: 'hi',
      tools: [{ type: 'function', name: 'find_B1234', parameters: {} }],
    })
    assert.equal((result as Json).kind, 'refusal')
  })

  test('lets nothing through where the scanner fails', async () => {
    const { scanner } = testTools()
    const failing = { ...scanner, scan: () => Promise.reject(new Error('the thread died')) }
    const tools = testTools({ scanner: failing })
    const trial = tryPolicies([{ policy: piiMask, config: {} }], { tools })
    const result = (await trial.request({ input: jane })) as Json
    assert.deepEqual([result.kind, result.code], ['refusal', 'policy_failed'])
  })
})

describe('pii-mask in answers to a masked request', () => {
  const values = [jane, '+1 415 555 0132', 'She said "B\\7"\n']
  const config = { custom: [{ name: 'badge', pattern: '(?s)She said.*\\n' }], entities: ['email', 'phone'] }
  const text = `Write ${values[0]} or call ${values[1]}. ${values[2]}`

  for (const spoken of dialects) {
    test(`gives the values back in a plain ${spoken.protocol.name} answer`, async () => {
      const trial = open(config, spoken)
      const { placeholders } = await ask(trial, spoken.ask(text))
      assert.equal(placeholders.length, 3)
      assert.deepEqual(await trial.answer(spoken.answer(placeholders.join(', '))), spoken.answer(values.join(', ')))
    })

    test(`gives the values back in a ${spoken.protocol.name} stream, wherever it is cut in one or two places`, async () => {
      const trial = open({ entities: ['email'] }, spoken)
      const { placeholders } = await ask(trial, spoken.ask(`Write ${jane}.`))
      const said = `To ${placeholders[0]}.`
      for (let first = 0; first <= said.length; first++)
        for (let second = first; second <= said.length; second++) {
          const next = open({ entities: ['email'] }, spoken)
          await ask(next, spoken.ask(`Write ${jane}.`))
          const pieces = [said.slice(0, first), said.slice(first, second), said.slice(second)]
          const read = await readStream(next, spoken, pieces)
          assert.equal(read.text, `To ${jane}.`, pieces.join('|'))
          const last = spoken.stream([`To ${jane}.`]).at(-1)
          assert.deepEqual(read.payloads.at(-1), last)
        }
    })
  }

  test('gives them back inside the arguments of tools as valid JSON, in one piece and in many', async () => {
    const trial = open(config)
    const { placeholders } = await ask(trial, { input: text })
    const given = JSON.stringify({ cmd: `echo ${placeholders[2]} ${placeholders[0]}`, list: [placeholders[2]] })
    const wanted = { cmd: `echo ${values[2]} ${values[0]}`, list: [values[2]] }
    const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'shell', arguments: given }
    const answer = (await trial.answer({ output: [call] })) as { output: Array<{ arguments: string }> }
    assert.deepEqual(JSON.parse(answer.output[0]?.arguments ?? ''), wanted)

    for (const size of [1, 3, 7, given.length]) {
      const streaming = open(config)
      await ask(streaming, { input: text })
      const place = { item_id: 'fc_1', output_index: 0 }
      const payloads = [
        { type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } },
        ...(given.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []).map((delta) => ({
          type: 'response.function_call_arguments.delta',
          ...place,
          delta,
        })),
        { type: 'response.function_call_arguments.done', ...place, arguments: given },
        { type: 'response.output_item.done', output_index: 0, item: call },
        { type: 'response.completed', response: { id: 'r', status: 'completed', output: [call] } },
      ]
      const out = (
        await streaming.stream(payloads.map((payload) => responses.protocol.renderEvent(payload)))
      ).toString()
      const events = [...out.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as Json)
      const deltas = events.map(({ delta }) => delta ?? '').join('')
      assert.deepEqual(JSON.parse(deltas), wanted)
      const done = events.find(({ type }) => type === 'response.function_call_arguments.done')
      assert.equal(done?.arguments, deltas)
    }
  })

  test('masking and giving back is the identity: 3,000 random texts, answers cut at random', async (t) => {
    const seed = randomInt(2 ** 31)
    t.diagnostic(`seed ${seed}`)
    await maskAndRestore(3_000, seed)
  })

  test('leaves placeholders alone that are not of this call', async () => {
    const { placeholders } = await ask(open({}), { input: jane })
    const other = open({})
    await ask(other, { input: 'joan@example.com' })
    assert.deepEqual(await other.answer(responses.answer(placeholders.join())), responses.answer(placeholders.join()))
  })

  test('gives nothing to another caller, who gets other placeholders', async () => {
    const tools = testTools()
    const asBob = testTools({ placeholderKey: () => Buffer.alloc(32, 7) })
    const [alices, bobs] = [tools, asBob].map((each) => tryPolicies([{ policy: piiMask, config: {} }], { tools: each }))
    assert.ok(alices !== undefined && bobs !== undefined)
    const [ofAlice, ofBob] = [await ask(alices, { input: jane }), await ask(bobs, { input: jane })]
    assert.notDeepEqual(ofAlice.placeholders, ofBob.placeholders)
    const said = responses.answer(ofAlice.placeholders.join())
    assert.deepEqual(await bobs.answer(said), said)
  })

  test("keeps a user's own text that looks like a placeholder", async () => {
    const { placeholders } = await ask(open({}), { input: jane })
    const [literal = ''] = placeholders
    for (const input of [`${literal} is ${jane}`, `${jane} is ${literal}`, `${literal}`]) {
      const trial = open({})
      const { sent } = await ask(trial, { input })
      assert.ok(!String(sent.input).includes('@'))
      assert.deepEqual(await trial.answer(responses.answer(String(sent.input))), responses.answer(input))
    }
  })

  test('passes a stream on byte by byte where nothing was masked', async () => {
    for (const spoken of dialects) {
      const trial = open({}, spoken)
      await ask(trial, spoken.ask('nothing to see'))
      const chunks = spoken
        .stream(['to ', 'Email_0', '12 ', jane])
        .map((payload) => spoken.protocol.renderEvent(payload))
      assert.deepEqual(await trial.stream(chunks), Buffer.concat(chunks))
    }
  })

  test('does not read answers where it only redacts requests', () => {
    const { needs } = piiMask
    assert.ok(typeof needs === 'function')
    assert.deepEqual(needs(piiMask.config.parse({ redact: true })), { request: 'whole', response: 'none' })
    assert.deepEqual(needs(piiMask.config.parse({})), { request: 'whole', response: 'events' })
    assert.deepEqual(needs(piiMask.config.parse({ flow: 'response' })), { request: 'none', response: 'events' })
  })
})

describe('pii-mask of what the model says', () => {
  test('keeps every sample from the client, wherever the stream is cut in one or two places', async () => {
    for (const [detector, value] of personalSamples.filter((_, index) => index % 12 === 0)) {
      const text = `So: ${value}, ok`
      for (let first = 0; first <= text.length; first++)
        for (let second = first; second <= text.length; second += 2) {
          const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
          const { text: read, payloads } = await readStream(
            open({ flow: 'response', redact: true, entities: [detector] }),
            responses,
            pieces,
          )
          assert.equal(read, 'So: *****, ok', `${detector} ${pieces.join('|')}`)
          assert.ok(!JSON.stringify(payloads).includes(value))
        }
    }
  })

  test('masks it with placeholders of the caller, the same in every event that repeats it', async () => {
    const { text, payloads } = await readStream(open({ flow: 'response' }), responses, [
      'I am jane.doe@exam',
      'ple.com.',
    ])
    assert.match(text, /^I am Email_[0-9a-f]{12}\.$/)
    assert.deepEqual(payloads.at(-1), responses.stream([text]).at(-1))
  })

  test('masks what the model says, and gives back what the user said, where it does both', async () => {
    for (const spoken of dialects) {
      const trial = open({ flow: 'both' }, spoken)
      const { placeholders } = await ask(trial, spoken.ask(`I am ${jane}.`))
      const said = `${placeholders[0]} knows joan@example.com and ${jane}`
      const { text } = await readStream(trial, spoken, said.match(/.{1,5}/g) ?? [])
      assert.match(text, /^jane\.doe@example\.com knows Email_[0-9a-f]{12} and Email_[0-9a-f]{12}$/)
    }
  })

  test('leaves what the answer only repeats of the request', async () => {
    const answer = { instructions: `Ask ${jane}`, output: [] }
    assert.deepEqual(await open({ flow: 'response' }).answer(answer), answer)
  })

  test('waits for the whole text where a pattern has no end', async () => {
    const config = { flow: 'response', custom: [{ name: 'Kunde', pattern: '(?s)BEGIN.*END' }] }
    const { text } = await readStream(open(config, chat), chat, ['x BEGIN a\n', 'b', ' EN', 'D y', ' END z'])
    assert.match(text, /^x Kunde_[0-9a-f]{12} z$/)
  })
})

describe('piiMaskConfig', () => {
  test('refuses what cannot run, with the reason', () => {
    for (const [config, reason] of [
      [{ custom: [{ name: 'x', pattern: '(?=a)b' }] }, /look-ahead/],
      [{ custom: [{ name: 'x', pattern: 'a*' }] }, /empty text/],
      [{ custom: [{ name: '', pattern: 'a' }] }, /./],
      [{ piiEntities: '[{"piiEntity":"x","piiRegex":"(a"}]' }, /cannot be read/],
      [{ piiEntities: '[{"piiEntity":"x"' }, /no JSON/],
      [{ piiEntities: [{ piiEntity: 'x', piiRegex: '(a)\\1' }] }, /back-reference/],
      [{ entities: ['shoe-size'] }, /./],
      [{ entities: [] }, /nothing to look for/],
      [{ jsonPath: '$.a[?(@.b)]' }, /./],
      [{ words: 1 }, /./],
    ] as const) {
      const result = piiMask.config.safeParse(config)
      assert.equal(result.success, false, JSON.stringify(config))
      assert.match(String(result.error?.message), reason, JSON.stringify(config))
    }
  })
})
