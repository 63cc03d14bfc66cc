import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protocols } from '@tollgate/gateway/protocols/protocols'
import { createPolicyCatalogue } from '../config/policy-catalogue.ts'
import { type ApiFixtures, apiFixtures, apiInput, policyInput, providerNamed } from '../testing/api-fixtures.ts'
import { benchPolicies } from '../testing/bench-policies.ts'
import { refused } from '../testing/refused.ts'
import { changeLifecycle } from './api/change-lifecycle.ts'
import { createApi } from './api/create.ts'
import { updateApi } from './api/update.ts'
import { attachPolicy } from './policy-attachment/attach.ts'
import { updateAttachment } from './policy-attachment/update.ts'
import { updateProvider } from './provider/update.ts'
import { deployApi } from './revision/deploy.ts'

/** A dialect whose requests have texts and whose answers have none, as one for embeddings. */
const vectors = {
  name: 'vectors',
  operations: [{ method: 'POST', path: '/vectors' }],
  answersAreModelOutput: false,
} as const
const policies = createPolicyCatalogue(benchPolicies(), [...protocols, vectors])
const listed =
  /^The policy masker reads requests, and no request carries a text where only openai-models is spoken\. Take masker off/

test('attachPolicy refuses a policy that could act on nothing in the dialects of an API', async (t) => {
  const fixtures = await apiFixtures(t, { policies })
  const { admin } = fixtures
  const models = await apiSpeaking(fixtures, 'models', ['openai-models'])
  await refused(attachPolicy(admin, { apiId: models, input: masker() }), 'conflict', listed)
  const embeddings = await apiSpeaking(fixtures, 'embeddings', ['vectors', 'openai-models'])
  const { id } = await attachPolicy(admin, { apiId: embeddings, input: masker({ flow: 'request' }) })
  const answers =
    /^The policy masker reads answers, and no answer carries a text of a model where only openai-models and vectors/
  for (const flow of ['response', 'both'])
    await refused(attachPolicy(admin, { apiId: embeddings, input: masker({ flow }) }), 'conflict', answers)
  await refused(updateAttachment(admin, { id, changes: { config: { flow: 'both' } } }), 'conflict', answers)
  const when = { operation: ['GET /models'] }
  await refused(updateAttachment(admin, { id, changes: { when } }), 'conflict', listed)
  await updateAttachment(admin, { id, changes: { mode: 'observe' } })
})

test('a condition that leaves only operations without texts is refused, for all APIs too', async (t) => {
  const { admin } = await apiFixtures(t, { policies })
  const input = policyInput({ policy: 'masker', config: {}, when: { operation: ['GET /models'] } })
  await refused(attachPolicy(admin, { apiId: null, input }), 'conflict', listed)
  await attachPolicy(admin, { apiId: null, input: masker() })
})

test('a provider cannot lose the dialects, nor an API change to a provider, that its policies act on', async (t) => {
  const fixtures = await apiFixtures(t, { policies })
  const { admin, providerId } = fixtures
  const { id: apiId } = await createApi(admin, apiInput(fixtures))
  const attachment = await attachPolicy(admin, { apiId, input: masker() })
  const lose = () => updateProvider(admin, { id: providerId, changes: { dialects: ['openai-models'] } })
  await refused(
    lose(),
    'conflict',
    /^OpenAI API\/2\.3\.0 could not keep its policies\. The policy masker reads requests/,
  )
  const lists = await fixtures.put('provider', { ...providerNamed('lists'), dialects: ['openai-models'] })
  const { id: bareId } = await createApi(admin, apiInput(fixtures, { name: 'bare', context: '/bare', endpoints: {} }))
  await attachPolicy(admin, { apiId: bareId, input: masker() })
  await refused(updateApi(admin, { id: bareId, changes: { providerId: lists.id } }), 'conflict', listed)
  // What is deployed is in force, whatever the working copy has by now.
  await deployApi(admin, { apiId, input: { note: '' } })
  await fixtures.services.store.change(
    { actor: admin.actor.audit, verb: 'test', from: 'test', organisationId: 'org_a', requestId: null },
    async (writer) => {
      await writer.remove('policyAttachment', attachment)
      for (const other of await writer.find('policyAttachment', { apiId: bareId }))
        await writer.remove('policyAttachment', other)
    },
  )
  await refused(lose(), 'conflict', /^OpenAI API\/2\.3\.0 could not keep its policies/)
  assert.equal((await fixtures.reader.get('provider', providerId))?.dialects, null)
})

test('what came to be unfit is neither deployed nor published', async (t) => {
  const fixtures = await apiFixtures(t, { policies })
  const { admin } = fixtures
  const apiId = await apiSpeaking(fixtures, 'models', ['openai-models'])
  const nothing = { managedBy: null, condition: null, onFailure: null, position: 0, mode: 'enforce' } as const
  await fixtures.put('policyAttachment', { ...nothing, apiId, policy: 'masker', config: {} })
  const sentence = /^The working copy cannot be deployed\. The policy masker reads requests, .* Mend this first\.$/
  await refused(deployApi(admin, { apiId, input: { note: '' } }), 'conflict', sentence)
  const input = { action: 'publish', deprecateOlder: false, requireResubscription: true } as const
  await refused(changeLifecycle(admin, { id: apiId, input }), 'conflict', sentence)
})

function masker(config: object = {}) {
  return policyInput({ policy: 'masker', config })
}

async function apiSpeaking(fixtures: ApiFixtures, name: string, dialects: string[]): Promise<string> {
  const provider = await fixtures.put('provider', { ...providerNamed(name), dialects })
  const fields = { name, context: `/${name}`, providerId: provider.id }
  return (await createApi(fixtures.admin, apiInput(fixtures, fields))).id
}
