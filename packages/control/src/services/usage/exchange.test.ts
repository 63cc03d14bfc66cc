import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomRecords } from '../../analytics/testing/random-records.ts'
import { apiFixtures, apiInput, onApi } from '../../testing/api-fixtures.ts'
import { keptRequest } from '../../testing/kept-request.ts'
import { otherVerbs } from '../../testing/other-verbs.ts'
import { usageExchange } from './exchange.ts'

const source = { organisationId: 'org_a', gatewayId: 'gw_1' }

test('an exchange shows its request, where the API keeps it, to those who may change the policies of the API', async (t) => {
  const fixtures = await apiFixtures(t)
  const { admin, services, verbAs } = fixtures
  const api = await otherVerbs.createApi(admin, apiInput(fixtures, { payloadCapture: 'redacted' }))
  const now = services.now()
  const [kept, other] = randomRecords(2, { seed: 3, from: now - 60_000, to: now })
  assert.ok(kept !== undefined && other !== undefined)
  await services.analytics.ingest([kept, other], source)
  const { organisationId: _, ...request } = keptRequest(kept.id, api.id, { capture: 'redacted' })
  await otherVerbs.keepRequests(services, { organisationId: 'org_a', requests: [request] })

  const bytes = Buffer.byteLength(request.body)
  assert.deepEqual((await usageExchange(admin, kept.id)).payload, { capture: 'redacted', bytes, body: request.body })
  assert.equal((await usageExchange(admin, other.id)).payload, null)
  assert.deepEqual((await usageExchange(verbAs('viewer'), kept.id)).payload, { capture: 'redacted', bytes, body: null })
  const publisherElsewhere = verbAs([{ role: 'viewer', scope: { kind: 'organisation' } }, ...onApi('api_elsewhere')])
  assert.equal((await usageExchange(publisherElsewhere, kept.id)).payload?.body, null)
})
