import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { renderSseEvent, SseReader } from '../protocols/sse.ts'
import { compiledApi, testCall } from '../testing/test-exchange.ts'
import { EventGate } from './event-gate.ts'
import { type AnswerEvent, definePolicy, type EventVerdict, type Policy, type PolicyDefinition } from './policy.ts'
import { type Refusal, refuse } from './refusal.ts'

const blocked = refuse('guardrail_blocked', 'No.')
const replacement = { type: 'response.output_text.delta', delta: 'R' }

function policy(name: string, hooks: Policy): PolicyDefinition {
  const needs = { request: 'none', response: 'events' } as const
  return definePolicy({
    name,
    summary: '',
    kind: 'guardrail',
    config: z.object({}),
    needs,
    onFailure: 'reject',
    create: () => hooks,
  })
}

/** Judges by the text of the delta; everything else passes. */
function judging(name: string, verdicts: Readonly<Record<string, EventVerdict>>, terminal: EventVerdict = 'pass') {
  return policy(name, {
    onEvent: (_x, event) => (event.name === 'response.completed' ? terminal : (verdicts[textOf(event)] ?? 'pass')),
  })
}

/** The same policy, which tells everything later. */
function waiting(definition: PolicyDefinition): PolicyDefinition {
  const create: PolicyDefinition['create'] = (config, deps) => {
    const { onEvent, onEnd } = definition.create(config, deps)
    return {
      ...(onEvent === undefined ? {} : { onEvent: async (x, event) => await onEvent(x, event) }),
      ...(onEnd === undefined ? {} : { onEnd: async (x) => await onEnd(x) }),
    }
  }
  return { ...definition, create }
}

function gateOf(definitions: readonly PolicyDefinition[], mode: 'enforce' | 'observe' = 'enforce') {
  const api = compiledApi(definitions.map((definition) => [definition, mode] as const))
  const call = testCall(api)
  call.x.stream = true
  return { gate: new EventGate(call, call.x.protocol.readAnswer({ stripUsage: false })), call }
}

function delta(text: string): Buffer {
  return renderSseEvent('response.output_text.delta', { type: 'response.output_text.delta', delta: text })
}

const completed = renderSseEvent('response.completed', {
  type: 'response.completed',
  response: { status: 'completed' },
})

/** Puts texts through the gate, one event at a time, and then the terminal event; what came out after each, or the refusal. */
async function play(
  definitions: readonly PolicyDefinition[],
  texts: readonly string[],
  mode?: 'enforce' | 'observe',
): Promise<unknown[]> {
  const { gate } = gateOf(definitions, mode)
  const outputs: unknown[] = []
  for (const bytes of [...texts.map(delta), completed]) {
    const passed = await gate.take(new SseReader(100_000_000).push(bytes))
    outputs.push(Buffer.isBuffer(passed) ? textsIn(passed) : passed.code)
    if (!Buffer.isBuffer(passed)) break
  }
  return outputs
}

describe('EventGate.take', () => {
  it('hands on the very bytes, in one piece, where no policy looks', () => {
    const { gate } = gateOf([])
    const bytes = Buffer.concat([delta('a'), Buffer.from(': comment\n\n'), completed])
    assert.ok(bytes.equals(gate.take(new SseReader(1_000).push(bytes)) as Buffer))
    assert.equal(gate.hasTerminal, true)
  })

  const cases: ReadonlyArray<
    readonly [name: string, policies: readonly PolicyDefinition[], outputs: readonly unknown[]]
  > = [
    ['pass', [judging('p', {})], ['a', 'b', 'c', '$']],
    ['drop', [judging('p', { b: 'drop' })], ['a', '', 'c', '$']],
    ['hold, released by the next that passes', [judging('p', { a: 'hold' })], ['', 'ab', 'c', '$']],
    ['hold, released at the terminal event', [judging('p', { a: 'hold', b: 'hold', c: 'hold' })], ['', '', '', 'abc$']],
    ['hold, and a hold of the terminal event', [judging('p', { b: 'hold', c: 'hold' }, 'hold')], ['a', '', '', 'bc$']],
    ['replace', [judging('p', { b: { replace: [replacement] } })], ['a', 'R', 'c', '$']],
    ['replace by several', [judging('p', { b: { replace: [replacement, replacement] } })], ['a', 'RR', 'c', '$']],
    ['replace by nothing', [judging('p', { b: { replace: [] } })], ['a', '', 'c', '$']],
    ['replace of what is held', [judging('p', { a: 'hold', b: { replace: [replacement] } })], ['', 'R', 'c', '$']],
    ['drop while one is held', [judging('p', { a: 'hold', b: 'drop' })], ['', '', 'ac', '$']],
    ['refusal', [judging('p', { b: blocked })], ['a', 'guardrail_blocked']],
    ['refusal with one held, which stays here', [judging('p', { a: 'hold', b: blocked })], ['', 'guardrail_blocked']],
    ['refusal of the terminal event', [judging('p', {}, blocked)], ['a', 'b', 'c', 'guardrail_blocked']],
    [
      'two policies in order',
      [judging('p', { a: { replace: [replacement] } }), judging('q', { R: 'drop' })],
      ['', 'b', 'c', '$'],
    ],
    [
      'a hold of the first and one of the second',
      [judging('p', { a: 'hold' }), judging('q', { a: 'hold', b: 'hold' })],
      ['', '', 'abc', '$'],
    ],
    ['onEnd without objection', [policy('p', { onEvent: () => 'hold', onEnd: () => undefined })], ['', '', '', 'abc$']],
    [
      'onEnd that refuses, in place of the terminal event and of what is held',
      [policy('p', { onEvent: () => 'hold', onEnd: () => blocked })],
      ['', '', '', 'guardrail_blocked'],
    ],
    ['onEnd alone', [policy('p', { onEnd: () => blocked })], ['a', 'b', 'c', 'guardrail_blocked']],
  ]
  for (const [name, policies, outputs] of cases) {
    it(`does what is said: ${name}`, async () => {
      assert.deepEqual(await play(policies, ['a', 'b', 'c']), outputs)
      assert.deepEqual(await play(policies.map(waiting), ['a', 'b', 'c']), outputs, 'with promises')
    })
    it(`changes nothing where it only observes: ${name}`, async () => {
      assert.deepEqual(await play(policies, ['a', 'b', 'c'], 'observe'), ['a', 'b', 'c', '$'])
      assert.deepEqual(await play(policies.map(waiting), ['a', 'b', 'c'], 'observe'), ['a', 'b', 'c', '$'])
    })
  }

  it('renders a replacement as an event of the dialect', () => {
    const { gate } = gateOf([judging('p', { a: { replace: [replacement] } })])
    assert.deepEqual(
      gate.take(new SseReader(1_000).push(delta('a'))),
      renderSseEvent('response.output_text.delta', replacement),
    )
  })

  it('refuses where more is held than may be', () => {
    const { gate } = gateOf([policy('holder', { onEvent: () => 'hold' })])
    const event = delta('x'.repeat(8_000_000))
    const take = () => gate.take(new SseReader(100_000_000).push(event))
    for (let count = 0; count < 4; count++) assert.equal((take() as Buffer).length, 0)
    const refusal = take() as Refusal
    assert.equal(refusal.code, 'policy_failed')
    assert.equal(refusal.policy, 'holder')
  })

  it('counts as held only what is held now', () => {
    const { gate } = gateOf([
      policy('holder', { onEvent: (_x, event) => (textOf(event).startsWith('x') ? 'hold' : 'pass') }),
    ])
    const take = (text: string) => gate.take(new SseReader(100_000_000).push(delta(text)))
    for (let count = 0; count < 8; count++) {
      assert.ok(Buffer.isBuffer(take('x'.repeat(8_000_000))))
      assert.ok(Buffer.isBuffer(take('go')))
    }
  })

  it('parses an event once for all policies, and not at all for none that asks', () => {
    const seen: unknown[] = []
    const looking = (name: string) =>
      policy(name, {
        onEvent(_x, event) {
          seen.push(event.json())
          return 'pass'
        },
      })
    const { gate } = gateOf([looking('p'), looking('q')])
    gate.take(new SseReader(1_000).push(delta('a')))
    assert.equal(seen.length, 2)
    assert.equal(seen[0], seen[1])
  })

  it('names an event by its line, else by its type', () => {
    const names: string[] = []
    const { gate } = gateOf([
      policy('p', {
        onEvent(_x, event) {
          names.push(event.name)
          return 'pass'
        },
      }),
    ])
    const events = ['event: a\ndata: {"type":"b"}\n\n', 'data: {"type":"b"}\n\n', 'data: []\n\n', ': c\n\n']
    gate.take(new SseReader(1_000).push(Buffer.from(events.join(''))))
    assert.deepEqual(names, ['a', 'b', '', ''])
  })

  it('ends an answer with an event that no policy can read, and passes it where none looks', async () => {
    const events = () => new SseReader(1_000).push(Buffer.from('data: no json\n\n'))
    const refused = await gateOf([judging('p', {})]).gate.take(events())
    assert.equal('code' in refused && refused.code, 'provider_unreadable')
    assert.equal(String(await gateOf([]).gate.take(events())), 'data: no json\n\n')
  })
})

describe('EventGate.takeWhole', () => {
  const json = '{"status":"completed","output":[{"text":"a"}]}'

  async function whole(definitions: readonly PolicyDefinition[], text = json): Promise<string> {
    const { gate, call } = gateOf(definitions)
    // The client asked for a stream, and the provider gave plain JSON all the same.
    call.x.stream = true
    const passed = await gate.takeWhole(Buffer.from(text))
    assert.equal(gate.hasTerminal, Buffer.isBuffer(passed))
    return Buffer.isBuffer(passed) ? passed.toString() : passed.code
  }

  it('is a stream of one event, named answer', async () => {
    const names: string[] = []
    const noting: Policy = {
      onEvent(_x, event) {
        names.push(event.name)
        return 'pass'
      },
    }
    assert.equal(await whole([policy('p', noting)]), json)
    assert.deepEqual(names, ['answer'])
  })

  it('takes a refusal, a hold and a refusal at the end as a stream does', async () => {
    assert.equal(await whole([policy('p', { onEvent: () => blocked })]), 'guardrail_blocked')
    assert.equal(await whole([policy('p', { onEvent: () => 'hold' })]), json)
    assert.equal(await whole([policy('p', { onEnd: () => blocked })]), 'guardrail_blocked')
    assert.equal(await whole([policy('p', { onEvent: () => 'pass', onEnd: () => blocked })]), 'guardrail_blocked')
  })

  it('renders a replacement as the JSON that the client was promised, not as an event', async () => {
    const replaced = await whole([policy('p', { onEvent: () => ({ replace: [{ status: 'masked' }] }) })])
    assert.equal(replaced, '{"status":"masked"}')
  })

  it('shares one parsed answer among the policies', async () => {
    const seen: unknown[] = []
    const looking = (name: string) =>
      policy(name, {
        onEvent(_x, event) {
          seen.push(event.json(), event.json())
          return 'pass'
        },
      })
    await whole([looking('p'), looking('q')])
    assert.equal(new Set(seen).size, 1)
  })

  it('refuses JSON that cannot be read where a policy must read it', async () => {
    const reading = policy('p', { onEvent: (_x, event) => (event.json() === undefined ? 'drop' : 'pass') })
    assert.equal(await whole([reading], '{"cut'), 'policy_failed')
  })
})

function textOf(event: AnswerEvent): string {
  const json = event.json()
  return typeof json === 'object' && json !== null && 'delta' in json ? String(json.delta) : ''
}

/** The deltas of a piece of a stream, one behind the other; `$` for the terminal event. */
function textsIn(bytes: Buffer): string {
  const events = new SseReader(100_000_000).push(bytes)
  return events
    .map((event) =>
      event.eventName() === 'response.completed' ? '$' : String((event.json() as { delta: string }).delta),
    )
    .join('')
}
