import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { protocols } from '../protocols/protocols.ts'
import { type Dialect, whyNot } from './fits.ts'
import type { PolicyNeeds } from './policy.ts'

const both: PolicyNeeds = { request: 'whole', response: 'events' }
const requests: PolicyNeeds = { request: 'whole', response: 'none' }
const answers: PolicyNeeds = { request: 'none', response: 'events' }
const nothing: PolicyNeeds = { request: 'none', response: 'none' }

const dialect = (name: string, method: string, answersAreModelOutput: boolean): Dialect => ({
  name,
  operations: [{ method, path: '/x' }],
  answersAreModelOutput,
})
const list = dialect('list', 'GET', false)
const vectors = dialect('vectors', 'POST', false)
const talk = dialect('talk', 'POST', true)

describe('whyNot', () => {
  it('names the policy, the dialect and what to do, where no request has a text', () => {
    assert.equal(
      whyNot('mask', requests, [list]),
      'The policy mask reads requests, and no request carries a text where only list is spoken. Take mask off here, or let the provider of the API speak a dialect that it can read.',
    )
  })

  it('the same where no answer is what a model said, whatever the requests are', () => {
    for (const needs of [answers, both])
      assert.match(whyNot('mask', needs, [list, vectors]) ?? '', /reads .* where only list/)
    assert.match(whyNot('mask', both, [vectors]) ?? '', /^The policy mask reads answers, .* only vectors is spoken\./)
  })

  it('says nothing where one of the dialects has what the policy reads, or where it reads nothing', () => {
    for (const needs of [both, requests, answers, nothing]) assert.equal(whyNot('mask', needs, [list, talk]), undefined)
    assert.equal(whyNot('mask', requests, [vectors]), undefined)
    assert.equal(whyNot('route', nothing, [list]), undefined)
  })

  it('an API that speaks nothing has nothing to act on', () => {
    assert.match(whyNot('mask', requests, []) ?? '', /where nothing is spoken/)
  })

  it('knows of every protocol there is whether it has texts', () => {
    const refused = protocols.filter((protocol) => whyNot('mask', both, [protocol]) !== undefined)
    assert.deepEqual(
      refused.map(({ name }) => name),
      ['openai-models'],
    )
  })
})
