import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Judged, judgeTexts } from './judge-texts.ts'
import type { ServiceText, TextMetadata, TextsVerdict } from './text-service.ts'
import { VerdictCache } from './verdict-cache.ts'

describe('judgeTexts', () => {
  test('asks about all texts of a request in one call, in their order', async () => {
    const service = asked()
    assert.deepEqual(await service.judge(['a', 'b', 'c']), passing('a', 'b', 'c'))
    assert.deepEqual(service.calls, [['a', 'b', 'c']])
  })

  test('asks once about a text that stands in it twice', async () => {
    const service = asked((texts) => ({ action: 'modify', texts: texts.map((text) => `${text}!`) }))
    assert.deepEqual(await service.judge(['a', 'b', 'a']), passing('a!', 'b!', 'a!'))
    assert.deepEqual(service.calls, [['a', 'b']])
  })

  test('asks about what is new in a history that comes again', async () => {
    const service = asked((texts) => ({ action: 'modify', texts: texts.map((text) => text.replace('secret', '***')) }))
    await service.judge(['a', 'my secret'])
    assert.deepEqual(await service.judge(['a', 'my secret', 'b']), passing('a', 'my ***', 'b'))
    assert.deepEqual(service.calls, [['a', 'my secret'], ['b']])
  })

  test('asks again after its time, and always where nothing is remembered', async () => {
    const service = asked()
    await service.judge(['a'])
    service.clock.now += 1_000
    await service.judge(['a'])
    await service.judge(['b'], { keepMs: 0 })
    await service.judge(['b'], { keepMs: 0 })
    assert.deepEqual(service.calls, [['a'], ['a'], ['b'], ['b']])
  })

  test('does not take the verdict on one for another person, plan, model, direction, role or kind', async () => {
    const service = asked()
    await service.judge(['a'])
    for (const metadata of [
      { person: 'bob' },
      { plan: 'Gold' },
      { model: 'm2' },
      { direction: 'response' },
      { application: 'x' },
      { api: 'y' },
    ] as const)
      await service.judge(['a'], {}, metadata)
    await service.judge(['a'], {}, { requestId: 'another' })
    await service.judge([{ text: 'a', kind: 'tool-output', role: 'user', path: null }])
    await service.judge([{ text: 'a', kind: 'message', role: 'assistant', path: null }])
    await service.judge([{ text: 'a', kind: 'message', role: 'user', path: '$.elsewhere' }])
    assert.equal(service.calls.length, 9)
  })

  test('a refusal stops all, and is remembered for the same texts', async () => {
    const blocked = { action: 'block', reason: 'No.', rules: ['block'] } as const
    const service = asked((texts) => (texts.includes('bad') ? blocked : 'allow'))
    assert.deepEqual(await service.judge(['a', 'bad']), blocked)
    assert.deepEqual(await service.judge(['a', 'bad']), blocked)
    assert.deepEqual(service.calls, [['a', 'bad']])
    assert.deepEqual(await service.judge(['a']), passing('a'))
  })

  test('puts no more into one call than the service takes', async () => {
    const service = asked(() => 'allow', { textsMax: 2, charactersMax: 10 })
    await service.judge(['a', 'b', 'c', 'd'.repeat(9), 'ee', 'f'.repeat(20), 'g'])
    assert.deepEqual(service.calls, [['a', 'b'], ['c', 'd'.repeat(9)], ['ee'], ['f'.repeat(20)], ['g']])
  })

  test('fails where another number of texts comes back, and remembers nothing', async () => {
    const service = asked(() => ({ action: 'modify', texts: ['one'] }))
    await assert.rejects(service.judge(['a', 'b']), { kind: 'unreadable' })
    assert.equal(service.verdicts.size, 0)
  })

  test('asks nobody about nothing', async () => {
    const service = asked()
    assert.deepEqual(await service.judge([]), passing())
    assert.deepEqual(service.calls, [])
  })
})

type Check = (texts: readonly string[]) => TextsVerdict

function asked(check: Check = () => 'allow', batch = { textsMax: 100, charactersMax: 10_000 }) {
  const clock = { now: 0 }
  const verdicts = new VerdictCache(() => clock.now)
  const calls: Array<readonly string[]> = []
  const service = {
    identity: 'test',
    batch,
    check: async (texts: readonly ServiceText[]) => {
      const plain = texts.map(({ text }) => text)
      calls.push(plain)
      return check(plain)
    },
  }
  const judge = (
    texts: ReadonlyArray<string | ServiceText>,
    { keepMs = 1_000 } = {},
    changes: Partial<TextMetadata> = {},
  ): Promise<Judged> =>
    judgeTexts(texts.map(asText), {
      service,
      metadata: { ...metadata, ...changes },
      signal: new AbortController().signal,
      memory: new Map(),
      verdicts,
      keepMs,
    })
  return { clock, verdicts, calls, judge }
}

const metadata: TextMetadata = {
  requestId: 'x-1',
  api: 'openai/1.0',
  application: 'tests',
  person: 'alice',
  plan: null,
  model: 'm',
  direction: 'request',
}

function asText(text: string | ServiceText): ServiceText {
  return typeof text === 'string' ? { text, kind: 'message', role: 'user', path: '$.input' } : text
}

function passing(...texts: string[]): Judged {
  return { action: 'pass', texts }
}
