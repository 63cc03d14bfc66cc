import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DenyRuleRow } from '@tollgate/contract/limits'
import { apiRow, applicationRow, denyRuleRow, keyRow } from '../testing/rows.ts'
import { compiledApi, testExchange } from '../testing/test-exchange.ts'
import { DenyRules } from './deny-rules.ts'

interface Calling {
  readonly person?: string | null
  readonly address?: string
}

/** A call of the application `tests` to the API `openai`. */
function call({ person = 'Alice@example.com', address = '10.1.2.3' }: Calling = {}) {
  const x = testExchange(compiledApi([]))
  const caller = { ...x.caller, key: keyRow('k', { person }) }
  return Object.assign(x, { caller, request: { ...x.request, address } })
}

const isDenied = (parts: Partial<DenyRuleRow>, calling?: Calling) =>
  new DenyRules([denyRuleRow('rule', parts)]).refuse(call(calling)) !== undefined

describe('DenyRules', () => {
  it('refuse nothing where there are none, and name the rule that refuses', () => {
    assert.equal(new DenyRules([]).refuse(call()), undefined)
    const rules = [
      denyRuleRow('other', { apiId: 'api_other' }),
      denyRuleRow('no-tests', { applicationId: 'app_tests' }),
    ]
    const refusal = new DenyRules(rules).refuse(call())
    assert.equal(refusal?.code, 'denied')
    assert.equal(refusal.message, 'The deny rule no-tests refuses this call: ask an administrator of Tollgate.')
  })

  const parts: ReadonlyArray<readonly [parts: Partial<DenyRuleRow>, denied: boolean]> = [
    [{}, true],
    [{ apiId: apiRow('openai').id }, true],
    [{ apiId: 'api_other' }, false],
    [{ applicationId: applicationRow('tests').id }, true],
    [{ applicationId: 'app_other' }, false],
    [{ person: 'alice@example.com' }, true],
    [{ person: 'bob@example.com' }, false],
    [{ addresses: ['10.0.0.0/8'] }, true],
    [{ addresses: ['192.0.2.0/24', 'nonsense'] }, false],
    [{ addresses: [] }, false],
    [{ addresses: ['10.0.0.0/8'], isInverted: true }, false],
    [{ addresses: ['192.0.2.0/24'], isInverted: true }, true],
    [{ addresses: [], isInverted: true }, true],
    [{ apiId: 'api_openai', applicationId: 'app_tests', addresses: ['10.1.2.3'] }, true],
    [{ apiId: 'api_openai', applicationId: 'app_other', addresses: ['10.1.2.3'] }, false],
    [{ apiId: 'api_openai', addresses: ['10.1.2.3'], isInverted: true }, false],
  ]
  for (const [rule, denied] of parts)
    it(`${JSON.stringify(rule)} ${denied ? 'refuses' : 'lets through'}`, () => assert.equal(isDenied(rule), denied))

  it('a rule for a person is not about keys of nobody', () => {
    assert.equal(isDenied({ person: 'alice@example.com' }, { person: null }), false)
  })

  it('an address that nobody can tell is outside of every range', () => {
    assert.equal(isDenied({ addresses: ['0.0.0.0/0', '::/0'] }, { address: 'unknown' }), false)
    assert.equal(isDenied({ addresses: ['0.0.0.0/0', '::/0'], isInverted: true }, { address: 'unknown' }), true)
    assert.equal(isDenied({ addresses: ['10.0.0.0/8'] }, { address: '::ffff:10.1.2.3' }), true)
  })
})
