import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Protocol } from '../../packages/gateway/src/protocols/protocol.ts'
import { protocols } from '../../packages/gateway/src/protocols/protocols.ts'
import type { EventText, TextField, TextKind } from '../../packages/gateway/src/protocols/text-lens.ts'
import { type Dialect, readDialects } from './schema/dialects.ts'
import { Sampler } from './schema/samples.ts'
import { stringFields } from './schema/string-fields.ts'
import { describeText, isOpaque, readTextFields } from './schema/text-fields.ts'

const dialects = readDialects()

/** Fields that nobody knows, and the reasoning that providers other than OpenAI add to Chat Completions. */
const beyondSchema: Readonly<Record<string, readonly TextKind[]>> = {
  'openai-responses': ['unknown'],
  'openai-chat': ['unknown', 'reasoning'],
}

interface Sample {
  readonly of: 'request' | 'answer'
  readonly json: Record<string, unknown>
  /** Looks at it anew. */
  texts(): ReadonlyArray<TextField | EventText>
}

it('every protocol whose answers are what a model said has its schemas here', () => {
  const withTexts = protocols.filter(({ answersAreModelOutput }) => answersAreModelOutput).map(({ name }) => name)
  assert.deepEqual(dialects.map(({ protocol }) => protocol).sort(), withTexts.sort())
})

for (const dialect of dialects) {
  describe(`the text fields of ${dialect.protocol}`, () => {
    const table = readTextFields(dialect.protocol)
    const protocol = findProtocol(dialect.protocol)

    it('have a row for every string in the schema, and no row without one', () => {
      const fields = [...stringFields([...dialect.requests, ...dialect.answers])].sort()
      assert.deepEqual([...table.keys()].sort(), fields)
    })

    it('are shown as their rows say, each once, and nothing else is', () => {
      const seen = new Map<string, Set<string>>()
      const sampler = new Sampler()
      for (const sample of samplesOf(dialect, protocol, sampler)) look(sample, { sampler, table, seen })
      for (const [field, row] of table) {
        const said = isOpaque(row) ? [] : row.split(' | ').sort()
        assert.deepEqual([...(seen.get(field) ?? [])].sort(), said, `${field}: what the row says, and what it was`)
      }
    })

    it('are of the kinds that the published coverage names', () => {
      const sampler = new Sampler()
      const seen = { request: new Set<TextKind>(), answer: new Set<TextKind>(), pieces: new Set<TextKind>() }
      for (const { of, texts } of samplesOf(dialect, protocol, sampler)) {
        for (const text of texts()) {
          const isPiece = 'channel' in text && text.channel !== null
          seen[of === 'answer' && isPiece ? 'pieces' : of].add(text.kind)
        }
      }
      for (const where of ['request', 'answer', 'pieces'] as const) {
        const named = new Set([...seen[where], ...(beyondSchema[dialect.protocol] ?? [])])
        assert.deepEqual([...protocol.textCoverage[where]].sort(), [...named].sort(), where)
      }
    })

    it('can be replaced, all of them, and everything else stays byte for byte', () => {
      const sampler = new Sampler()
      for (const { json, texts } of samplesOf(dialect, protocol, sampler)) {
        withoutLogprobs(json)
        const found = texts()
        const shown = new Set(found.map(({ text }) => text))
        const expected = JSON.stringify(json).replace(/mark_\d+/g, (mark) =>
          shown.has(mark) ? `new ${mark} "ü"` : mark,
        )
        for (const text of found) text.replace(`new ${text.text} "ü"`)
        assert.equal(JSON.stringify(json).replaceAll('\\"', '"'), expected)
      }
    })
  })
}

function look(
  sample: Sample,
  { sampler, table, seen }: { sampler: Sampler; table: ReadonlyMap<string, string>; seen: Map<string, Set<string>> },
): void {
  const found = new Set<string>()
  for (const text of sample.texts()) {
    const field = sampler.marks.get(text.text)
    assert.ok(field !== undefined, `${text.path()} is no text: ${text.text}`)
    assert.ok(!found.has(text.text), `${text.path()} (${field}) is shown twice`)
    found.add(text.text)
    const kinds = seen.get(field) ?? new Set()
    seen.set(field, kinds.add(describeText(text)))
  }
  for (const [mark] of JSON.stringify(sample.json).matchAll(/mark_\d+/g)) {
    const field = sampler.marks.get(mark) ?? ''
    assert.equal(
      found.has(mark),
      !isOpaque(table.get(field) ?? ''),
      `${field} is shown where it should not, or the other way`,
    )
  }
}

function* samplesOf(dialect: Dialect, protocol: Protocol, sampler: Sampler): Generator<Sample> {
  for (const type of dialect.requests) {
    for (const json of documents(sampler, type)) yield { of: 'request', json, texts: () => protocol.view(json).texts() }
  }
  for (const type of dialect.answers) {
    for (const json of documents(sampler, type))
      yield { of: 'answer', json, texts: () => protocol.readTexts(json).texts }
  }
}

function documents(sampler: Sampler, type: Dialect['requests'][number]): Array<Record<string, unknown>> {
  return sampler.documents(type) as Array<Record<string, unknown>>
}

/** They are emptied where the text that they repeat is replaced, which has a test of its own. */
function withoutLogprobs(json: unknown): void {
  if (typeof json !== 'object' || json === null) return
  if ('logprobs' in json && typeof json.logprobs === 'object') delete json.logprobs
  for (const value of Object.values(json)) withoutLogprobs(value)
}

function findProtocol(name: string): Protocol {
  const protocol = protocols.find((candidate) => candidate.name === name)
  assert.ok(protocol !== undefined, name)
  return protocol
}
