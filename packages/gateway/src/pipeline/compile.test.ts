import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { openaiModels } from '../protocols/openai-models/openai-models.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import { testTools } from '../testing/policy-tools.ts'
import { apiRow, attachment } from '../testing/rows.ts'
import { testExchange } from '../testing/test-exchange.ts'
import { compileApi, type Registry } from './compile.ts'
import { definePolicy, type Policy, type PolicyDeps, type PolicyNeeds } from './policy.ts'

interface Made {
  readonly config: { text: string }
  readonly deps: PolicyDeps
}

function policyNamed(
  name: string,
  hooks: Policy = {},
  needs: PolicyNeeds = { request: 'none', response: 'none' },
  made: Made[] = [],
) {
  return definePolicy({
    name,
    summary: '',
    kind: 'guardrail',
    config: z.strictObject({ text: z.string().min(2).default('preset') }),
    needs,
    onFailure: 'reject',
    create(config, deps) {
      made.push({ config, deps })
      return hooks
    },
  })
}

function attach(policy: string, config: unknown = {}, id = `pol_${policy}`) {
  return attachment(policy, { id, config })
}

function registryOf(...policies: Registry['policies']): Registry {
  return { policies, protocols: [openaiResponses, openaiModels], tools: testTools(), now: () => 17 }
}

describe('compileApi', () => {
  it('names the API and the policy where one does not exist', () => {
    const row = apiRow('My API', { protocols: [], policies: [attach('pii-mask')] })
    assert.throws(() => compileApi(row, registryOf()), /My API.*pii-mask/)
  })

  it('names the API and the policy where a config does not fit', () => {
    const registry = registryOf(policyNamed('blocker'))
    for (const config of [{ text: 'x' }, { text: 5 }, { other: 1 }, 'text', []]) {
      const row = apiRow('My API', { protocols: [], policies: [attach('blocker', config)] })
      assert.throws(() => compileApi(row, registry), /My API.*blocker/s, JSON.stringify(config))
    }
  })

  it('names the API and the protocol where one does not exist', () => {
    assert.throws(() => compileApi(apiRow('My API', { protocols: ['telepathy'] }), registryOf()), /My API.*telepathy/)
  })

  it('gives a policy its config with presets filled in, its id and its clock', () => {
    const made: Made[] = []
    const registry = registryOf(policyNamed('blocker', {}, undefined, made))
    compileApi(apiRow('a', { protocols: [], policies: [attach('blocker', undefined, 'pol_7')] }), registry)
    assert.deepEqual(made[0]?.config, { text: 'preset' })
    assert.equal(made[0]?.deps.attachmentId, 'pol_7')
    assert.equal(made[0]?.deps.now(), 17)
  })

  it('makes one list a hook, in the order of attachment, with those that have it', () => {
    const api = compileApi(
      apiRow('a', { protocols: [], policies: [attach('one'), attach('two'), attach('three')] }),
      registryOf(
        policyNamed('three', { onRequest: () => undefined, onEvent: () => 'pass', onResponseHead: () => undefined }),
        policyNamed('two', { onEnd: () => undefined, chooseEndpoint: () => undefined }),
        policyNamed('one', { onRequest: () => undefined }),
      ),
    )
    const names = (steps: ReadonlyArray<{ name: string }>) => steps.map(({ name }) => name)
    assert.deepEqual(names(api.onRequest), ['one', 'three'])
    assert.deepEqual(names(api.onEvent), ['three'])
    assert.deepEqual(names(api.onResponseHead), ['three'])
    assert.deepEqual(names(api.chooseEndpoint), ['two'])
    assert.deepEqual(names(api.onEnd), ['two'])
    assert.ok(Object.isFrozen(api) && Object.isFrozen(api.onRequest))
  })

  it('reads a body only where a policy needs it', () => {
    const needs = (request: PolicyNeeds['request'], response: PolicyNeeds['response']) => {
      const policy = policyNamed('one', {}, { request, response })
      const { readsRequest, readsResponse } = compileApi(
        apiRow('a', { policies: [attach('one')], protocols: [] }),
        registryOf(policy),
      )
      return [readsRequest, readsResponse]
    }
    assert.deepEqual(needs('none', 'none'), [false, false])
    assert.deepEqual(needs('whole', 'none'), [true, false])
    assert.deepEqual(needs('none', 'events'), [false, true])
  })

  it('takes a failure as the attachment says, and else as the policy does', () => {
    const policies = (['skip', 'reject', null] as const).map((onFailure, index) =>
      attachment('one', { id: `pol_${index}`, onFailure }),
    )
    const { steps } = compileApi(apiRow('a', { policies, protocols: [] }), registryOf(policyNamed('one')))
    assert.deepEqual(
      steps.map(({ onFailure }) => onFailure),
      ['skip', 'reject', 'reject'],
    )
  })

  it('routes each operation to its protocol', () => {
    const { operations } = compileApi(apiRow('a', { protocols: ['openai-models', 'openai-responses'] }), registryOf())
    assert.deepEqual([...operations.keys()], ['GET /models', 'POST /responses'])
    assert.equal(operations.get('POST /responses')?.protocol, openaiResponses)
  })

  it('keeps the key header, and the encoding of a body that was read, away from providers', () => {
    const api = compileApi(apiRow('a', { protocols: [], keyHeader: 'x-our-key' }), registryOf())
    assert.deepEqual([...api.strippedHeaders], ['x-our-key'])
    assert.deepEqual([...api.strippedHeadersOfReadBody].sort(), ['content-encoding', 'x-our-key'])
  })

  it('gives every slot a place of its own, and every exchange its own values', () => {
    const made: Made[] = []
    const registry = registryOf(policyNamed('one', {}, undefined, made), policyNamed('two', {}, undefined, made))
    const api = compileApi(apiRow('a', { protocols: [], policies: [attach('one'), attach('two')] }), registry)
    const slots = made.flatMap(({ deps }) => [deps.slot<string>(), deps.slot<string>()])
    const [x, other] = [testExchange(api), testExchange(api)]
    for (const [index, slot] of slots.entries()) slot.set(x, `value ${index}`)
    assert.deepEqual(
      slots.map((slot) => slot.get(x)),
      ['value 0', 'value 1', 'value 2', 'value 3'],
    )
    assert.equal(slots[0]?.get(other), undefined)
  })
})
