import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { endpointRow } from '../testing/rows.ts'
import { compiledApi, testCall } from '../testing/test-exchange.ts'
import {
  type Answer,
  changed,
  definePolicy,
  type Policy,
  type PolicyDefinition,
  type RequestVerdict,
} from './policy.ts'
import { refuse } from './refusal.ts'
import { runEndHooks, runEndpointHooks, runEventHook, runHeadHooks, runRequestHooks } from './run.ts'

const blocked = refuse('guardrail_blocked', 'No.')
const answer: Answer = { kind: 'answer', status: 200, contentType: 'text/plain', body: Buffer.from('mine') }
const event = { name: 'e', json: () => ({}) }
const head = { status: 200, contentType: 'application/json' }

function policy(hooks: Policy, onFailure: 'reject' | 'skip' = 'reject', name = 'rule'): PolicyDefinition {
  const needs = { request: 'whole', response: 'events' } as const
  return definePolicy({
    name,
    summary: '',
    kind: 'guardrail',
    config: z.object({}),
    needs,
    onFailure,
    create: () => hooks,
  })
}

function throwing(): never {
  throw new Error('secret internals')
}

describe('runRequestHooks', () => {
  interface Case {
    readonly name: string
    readonly hook: () => RequestVerdict | Promise<RequestVerdict>
    readonly enforce: string | undefined
    readonly verdicts: readonly [enforce: string, observe: string]
  }
  const cases: readonly Case[] = [
    { name: 'nothing', hook: () => undefined, enforce: undefined, verdicts: ['passed', 'passed'] },
    { name: 'changed', hook: () => changed, enforce: undefined, verdicts: ['changed', 'would-change'] },
    {
      name: 'a refusal',
      hook: () => blocked,
      enforce: 'refusal guardrail_blocked',
      verdicts: ['refused', 'would-refuse'],
    },
    {
      name: 'a refusal later',
      hook: async () => blocked,
      enforce: 'refusal guardrail_blocked',
      verdicts: ['refused', 'would-refuse'],
    },
    { name: 'an answer', hook: () => answer, enforce: 'answer', verdicts: ['changed', 'would-refuse'] },
  ]
  for (const { name, hook, enforce, verdicts } of cases) {
    for (const mode of ['enforce', 'observe'] as const) {
      it(`takes ${name} in mode ${mode}`, async () => {
        let reached = false
        const noticing: Policy = {
          onRequest: () => {
            reached = true
            return undefined
          },
        }
        const next = policy(noticing, 'reject', 'next')
        const api = compiledApi([[policy({ onRequest: hook }), mode], [next]])
        const call = testCall(api, {})
        const verdict = await runRequestHooks(api, call.x, call.log)
        assert.equal(describeVerdict(verdict), mode === 'enforce' ? enforce : undefined)
        assert.equal(reached, verdict === undefined)
        assert.equal(call.x.verdicts[0]?.verdict, verdicts[mode === 'enforce' ? 0 : 1])
        assert.equal(call.x.verdicts[0]?.phase, 'request')
      })
    }
  }

  for (const hook of [throwing, async () => throwing()]) {
    for (const onFailure of ['reject', 'skip'] as const) {
      for (const mode of ['enforce', 'observe'] as const) {
        it(`takes a ${hook === throwing ? 'throw' : 'rejection'} of a ${onFailure} policy in mode ${mode}`, async () => {
          const api = compiledApi([[policy({ onRequest: hook }, onFailure), mode]])
          const call = testCall(api, {})
          const verdict = await runRequestHooks(api, call.x, call.log)
          const isRefused = onFailure === 'reject' && mode === 'enforce'
          assert.equal(describeVerdict(verdict), isRefused ? 'refusal policy_failed' : undefined)
          assert.deepEqual(
            call.x.verdicts.map(({ ms, ...rest }) => [rest, ms >= 0]),
            [[{ policy: 'rule', attachment: 'pol_0', phase: 'request', verdict: 'could-not-run' }, true]],
          )
          assert.equal(call.failures.length, 1)
          assert.ok(!JSON.stringify(verdict ?? '').includes('secret'))
          if (verdict?.kind === 'refusal') assert.equal(verdict.policy, 'rule')
        })
      }
    }
  }

  it('names the policy in its refusal, and runs none behind it', async () => {
    const names: string[] = []
    const named = (name: string, verdict: RequestVerdict) => {
      const onRequest = () => {
        names.push(name)
        return verdict
      }
      return policy({ onRequest }, 'reject', name)
    }
    const api = compiledApi([[named('one', undefined)], [named('two', blocked)], [named('three', undefined)]])
    const call = testCall(api, {})
    const verdict = await runRequestHooks(api, call.x, call.log)
    assert.equal(verdict?.kind === 'refusal' && verdict.policy, 'two')
    assert.deepEqual(names, ['one', 'two'])
  })

  it('lets the next policy see what one has changed', async () => {
    let seen = ''
    const changing: Policy = {
      onRequest(x) {
        x.view?.insertInstructions('first', 'append')
        return changed
      },
    }
    const looking: Policy = {
      onRequest(x) {
        seen = JSON.stringify(x.view?.json)
        return undefined
      },
    }
    const api = compiledApi([[policy(changing, 'reject', 'changing')], [policy(looking, 'reject', 'looking')]])
    const call = testCall(api, { input: [] })
    await runRequestHooks(api, call.x, call.log)
    assert.match(seen, /first/)
  })

  it('keeps what an observing policy does to the request from everybody else, even where it throws', async () => {
    const meddling = policy({
      onRequest: async (x) => {
        if (x.view === null) return undefined
        x.view.model = 'other'
        x.view.json.input = 'changed'
        await Promise.resolve()
        return throwing()
      },
    })
    const api = compiledApi([[meddling, 'observe']])
    const call = testCall(api, { model: 'asked', input: 'mine' })
    const { view } = call.x
    await runRequestHooks(api, call.x, call.log)
    assert.equal(call.x.view, view)
    assert.deepEqual(call.x.view?.json, { model: 'asked', input: 'mine' })
  })
})

describe('runHeadHooks and runEndHooks', () => {
  for (const [name, run, hook] of [
    ['onResponseHead', (...[api, call]: Ran) => runHeadHooks(api, call.x, head, call.log), 'onResponseHead'],
    ['onEnd', (...[api, call]: Ran) => runEndHooks(api, call.x, call.log), 'onEnd'],
  ] as const) {
    it(`${name} refuses where it enforces, notes where it observes, and falls back on onFailure`, async () => {
      const outcomes = async (
        verdict: () => typeof blocked,
        onFailure: 'reject' | 'skip',
        mode: 'enforce' | 'observe',
      ) => {
        const api = compiledApi([[policy({ [hook]: verdict }, onFailure), mode]])
        const call = testCall(api)
        return [(await run(api, call))?.code, call.x.verdicts[0]?.verdict]
      }
      assert.deepEqual(await outcomes(() => blocked, 'reject', 'enforce'), ['guardrail_blocked', 'refused'])
      assert.deepEqual(await outcomes(() => blocked, 'reject', 'observe'), [undefined, 'would-refuse'])
      assert.deepEqual(await outcomes(throwing, 'reject', 'enforce'), ['policy_failed', 'could-not-run'])
      assert.deepEqual(await outcomes(throwing, 'skip', 'enforce'), [undefined, 'could-not-run'])
      assert.deepEqual(await outcomes(throwing, 'reject', 'observe'), [undefined, 'could-not-run'])
    })

    it(`${name} of the next policy runs where one has nothing to say`, async () => {
      const api = compiledApi([
        [policy({ [hook]: () => undefined })],
        [policy({ [hook]: () => blocked }, 'reject', 'second')],
      ])
      assert.equal((await run(api, testCall(api)))?.policy, 'second')
    })
  }
})

describe('runEventHook', () => {
  const replace = { replace: [{ a: 1 }] }
  for (const verdict of ['pass', 'drop', 'hold', replace] as const) {
    it(`hands on ${JSON.stringify(verdict)} where it enforces, and passes where it observes`, () => {
      const run = (mode: 'enforce' | 'observe') => {
        const api = compiledApi([[policy({ onEvent: () => verdict }), mode]])
        const [step] = api.onEvent
        const call = testCall(api)
        return step && runEventHook(step, call.x, event, call.log)
      }
      assert.equal(run('enforce'), verdict)
      assert.equal(run('observe'), 'pass')
    })
  }

  it('takes a refusal and a throw as the others do', () => {
    const run = (hook: () => typeof blocked, onFailure: 'reject' | 'skip', mode: 'enforce' | 'observe') => {
      const api = compiledApi([[policy({ onEvent: hook }, onFailure), mode]])
      const [step] = api.onEvent
      const call = testCall(api)
      const verdict = step && runEventHook(step, call.x, event, call.log)
      return typeof verdict === 'object' && 'kind' in verdict ? verdict.code : verdict
    }
    assert.equal(
      run(() => blocked, 'reject', 'enforce'),
      'guardrail_blocked',
    )
    assert.equal(
      run(() => blocked, 'reject', 'observe'),
      'pass',
    )
    assert.equal(run(throwing, 'reject', 'enforce'), 'policy_failed')
    assert.equal(run(throwing, 'skip', 'enforce'), 'pass')
    assert.equal(run(throwing, 'reject', 'observe'), 'pass')
  })
})

describe('runEndpointHooks', () => {
  const candidates = [endpointRow('http://one.test'), endpointRow('http://two.test')]

  function choose(
    hooks: Policy,
    options: { mode?: 'enforce' | 'observe'; onFailure?: 'reject' | 'skip'; hasTried?: boolean } = {},
  ) {
    const api = compiledApi([[policy(hooks, options.onFailure), options.mode]])
    const call = testCall(api)
    const last =
      options.hasTried === true
        ? {
            endpoint: 'ep',
            status: null,
            startedAt: 0,
            headMs: null,
            totalMs: 0,
            failure: 'no',
            upstreamRequestId: null,
          }
        : undefined
    const choice = runEndpointHooks(api, call.x, { candidates, last, log: call.log, random: () => 0 })
    return choice !== undefined && 'kind' in choice ? choice.code : choice?.url
  }

  it('takes the first candidate where nobody chooses, and none again after an attempt', () => {
    assert.equal(choose({ chooseEndpoint: () => undefined }), 'http://one.test')
    assert.equal(choose({}), 'http://one.test')
    assert.equal(choose({}, { hasTried: true }), undefined)
  })

  it('takes what a policy chooses, but not where it only observes', () => {
    const second: Policy = { chooseEndpoint: (_x, [, other]) => other }
    assert.equal(choose(second), 'http://two.test')
    assert.equal(choose(second, { hasTried: true }), 'http://two.test')
    assert.equal(choose(second, { mode: 'observe' }), 'http://one.test')
  })

  it('takes a throw as onFailure says', () => {
    assert.equal(choose({ chooseEndpoint: throwing }), 'policy_failed')
    assert.equal(choose({ chooseEndpoint: throwing }, { onFailure: 'skip' }), 'http://one.test')
  })
})

type Ran = [api: ReturnType<typeof compiledApi>, call: ReturnType<typeof testCall>]

function describeVerdict(verdict: RequestVerdict): string | undefined {
  return verdict?.kind === 'refusal' ? `refusal ${verdict.code}` : verdict?.kind
}
