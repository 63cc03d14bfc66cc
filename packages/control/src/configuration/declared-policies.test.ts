import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configFileSchema } from '@tollgate/contract/config-file'
import { attachPolicy } from '../services/policy-attachment/attach.ts'
import { listAttachments } from '../services/policy-attachment/list.ts'
import { type ApiFixtures, apiFixtures, policyInput } from '../testing/api-fixtures.ts'
import { refused } from '../testing/refused.ts'
import { applyConfiguration } from './apply-configuration.ts'
import { exportConfiguration } from './export-configuration.ts'

const when = {
  model: ['gpt-5.4'],
  agent: ['codex'],
  plan: ['AIGold'],
  team: ['Payments'],
  operation: ['POST /responses'],
}
const first = { policy: 'word-count', config: { max: 1 }, when, mode: 'observe', onFailure: 'skip' }
const second = { policy: 'word-count', config: { max: 2 } }

test('a document declares for which calls a policy is, and policies of every API; an export says the same', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, planId, teamId } = fixtures
  const document = documentWith({ policies: [first, second], ofApi: [{ ...second, when: { team: ['Payments'] } }] })
  await apply(fixtures, document)
  const ofAll = await listAttachments(admin, null)
  assert.deepEqual(
    ofAll.map(({ config, condition, mode, onFailure, position }) => [config, condition, mode, onFailure, position]),
    [
      [{ max: 1 }, { ...when, plan: [planId], team: [teamId] }, 'observe', 'skip', 0],
      [{ max: 2 }, null, 'enforce', null, 1],
    ],
  )
  const exported = await exportConfiguration(admin)
  assert.deepEqual(exported.policies, [first, second])
  assert.deepEqual(exported.apis?.[0]?.policies, [{ ...second, when: { team: ['Payments'] } }])
  assert.deepEqual(await apply(fixtures, exported), { applied: false, changes: [] })
  // What the document no longer says is no longer so.
  await apply(fixtures, documentWith({ policies: [{ ...first, when: { model: ['o3'] } }, second], ofApi: [second] }))
  const [changed] = await listAttachments(admin, null)
  assert.deepEqual([changed?.id, changed?.condition], [ofAll[0]?.id, { model: ['o3'] }])
  assert.equal((await exportConfiguration(admin)).apis?.[0]?.policies?.[0]?.when, undefined)
})

test('a document declares what is kept of the requests of an API; an export says the same', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, reader } = fixtures
  const document = documentWith({ policies: [], ofApi: [] })
  const [api] = document.apis ?? []
  await apply(fixtures, { ...document, apis: [{ ...api, payloadCapture: 'redacted' }] })
  const exported = await exportConfiguration(admin)
  assert.equal(exported.apis?.[0]?.payloadCapture, 'redacted')
  assert.deepEqual(await apply(fixtures, exported), { applied: false, changes: [] })
  await apply(fixtures, document)
  assert.deepEqual(
    (await reader.find('api', {})).map(({ payloadCapture }) => payloadCapture),
    ['none'],
  )
  assert.equal((await exportConfiguration(admin)).apis?.[0]?.payloadCapture, undefined)
})

test('without prune policies of every API that a document does not name stay, behind those that it names', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin } = fixtures
  const own = await attachPolicy(admin, { apiId: null, input: policyInput({ config: { max: 9 } }) })
  const other = await attachPolicy(admin, { apiId: null, input: policyInput({ config: { max: 8 } }) })
  await apply(fixtures, documentWith({ policies: [second] }))
  const configs = async () => (await listAttachments(admin, null)).map(({ id, config }) => [id, config])
  assert.deepEqual(await configs(), [
    [own.id, { max: 2 }],
    [other.id, { max: 8 }],
  ])
  await apply(fixtures, documentWith({}))
  assert.equal((await configs()).length, 2)
  await apply(fixtures, documentWith({ policies: [second] }), true)
  assert.deepEqual(await configs(), [[own.id, { max: 2 }]])
  await apply(fixtures, documentWith({}), true)
  assert.deepEqual(await configs(), [])
})

test('what a declared policy names is there, and the place of what is not is told', async (t) => {
  const fixtures = await apiFixtures(t)
  const cases: Array<[object, RegExp]> = [
    [{ when: { plan: ['Silver'] } }, /^policies\[0\]\.when\.plan\[0\]: there is no plan "Silver"/],
    [{ when: { team: ['Nobody'] } }, /^policies\[0\]\.when\.team\[0\] names no team: Nobody/],
    [{ when: { operation: ['POST /words'] } }, /names no operation .*: POST \/words/],
    [{ config: { max: 0 } }, /^policies\[0\]\.config\.max: /],
    [{ policy: 'word-cuont' }, /^policies\[0\]\.policy: there is no policy "word-cuont"/],
  ]
  for (const [changes, sentence] of cases)
    await refused(apply(fixtures, documentWith({ policies: [{ ...second, ...changes }] })), 'invalid', sentence)
  const ofApi = [second, { ...second, when: { team: ['Nobody'] } }]
  await refused(
    apply(fixtures, documentWith({ ofApi })),
    'invalid',
    /^apis\[0\]\.policies\[1\]\.when\.team\[0\] names no team/,
  )
  for (const wrong of [{ when: { model: [] } }, { when: { person: ['x'] } }, { when: { operation: ['responses'] } }])
    assert.equal(
      configFileSchema.safeParse({ policies: [{ ...second, ...wrong }] }).success,
      false,
      JSON.stringify(wrong),
    )
})

function documentWith({ policies = [], ofApi = [] }: { policies?: object[]; ofApi?: object[] }) {
  const endpoints = { production: { url: 'https://api.openai.com' } }
  return {
    teams: [{ name: 'Payments' }],
    providers: [{ name: 'OpenAI', type: 'openai' }],
    plans: [{ name: 'AIGold' }],
    policies,
    apis: [
      { name: 'a', context: '/a', version: '1', provider: 'OpenAI', endpoints, plans: ['AIGold'], policies: ofApi },
    ],
  }
}

async function apply({ admin }: ApiFixtures, document: object, prune = false) {
  const input = { document: configFileSchema.parse(document), secrets: new Map<string, string>(), prune, dryRun: false }
  return await applyConfiguration(admin, input)
}
