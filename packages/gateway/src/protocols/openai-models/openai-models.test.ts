import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openaiModels } from './openai-models.ts'

/** Fields that Codex requires of every model in a catalogue. */
const codexFields = [
  'slug',
  'display_name',
  'supported_reasoning_levels',
  'shell_type',
  'visibility',
  'supported_in_api',
  'priority',
  'base_instructions',
  'truncation_policy',
  'experimental_supported_tools',
]

interface Catalogue {
  readonly object: string
  readonly data: ReadonlyArray<{ id: string; object: string }>
  readonly models: ReadonlyArray<Record<string, unknown>>
}

function completed(body: unknown): unknown {
  const reader = openaiModels.readAnswer({ stripUsage: false })
  return JSON.parse(reader.onJson(Buffer.from(JSON.stringify(body))).toString())
}

describe('openaiModels.answerLocally', () => {
  it('lists the models of the API for OpenAI’s clients and for Codex in one body', () => {
    const answer = openaiModels.answerLocally([
      { id: 'gpt-5.4', displayName: 'GPT 5.4', contextWindow: 400_000 },
      { id: 'local', displayName: 'Local', contextWindow: null },
    ])
    const catalogue: Catalogue = JSON.parse(String(answer))
    assert.equal(catalogue.object, 'list')
    assert.deepEqual(
      catalogue.data.map(({ id, object }) => [id, object]),
      [
        ['gpt-5.4', 'model'],
        ['local', 'model'],
      ],
    )
    for (const model of catalogue.models) for (const field of codexFields) assert.ok(field in model, field)
    assert.deepEqual(
      catalogue.models.map(({ slug, priority, context_window }) => [slug, priority, context_window]),
      [
        ['gpt-5.4', 0, 400_000],
        ['local', 1, undefined],
      ],
    )
  })

  it('answers an empty list with empty lists, and leaves it to the provider where there is none', () => {
    assert.deepEqual(JSON.parse(String(openaiModels.answerLocally([]))), { object: 'list', data: [], models: [] })
    assert.equal(openaiModels.answerLocally(null), undefined)
  })
})

describe('openaiModels.readAnswer', () => {
  it('adds Codex’s list to the provider’s own, and keeps that as it is', () => {
    const data = [
      { id: 'a', object: 'model', owned_by: 'x', future: [1] },
      { id: 'b', object: 'model' },
    ]
    const catalogue = completed({ object: 'list', data, extra: true }) as Catalogue & { extra: boolean }
    assert.deepEqual(catalogue.data, data)
    assert.equal(catalogue.extra, true)
    assert.deepEqual(
      catalogue.models.map(({ slug }) => slug),
      ['a', 'b'],
    )
  })

  it('passes over entries without an id', () => {
    assert.deepEqual((completed({ data: [{}, null, 5, { id: 7 }] }) as Catalogue).models, [])
  })

  for (const body of [
    { data: [{ id: 'a' }], models: [] },
    { data: 'none' },
    { error: { message: 'no' } },
    [],
    null,
    'text',
  ]) {
    it(`passes ${JSON.stringify(body)} untouched`, () => {
      const bytes = Buffer.from(JSON.stringify(body))
      assert.equal(openaiModels.readAnswer({ stripUsage: false }).onJson(bytes), bytes)
    })
  }
})
