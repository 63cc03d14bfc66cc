import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endpointRow, keyRow } from './testing/rows.ts'
import { responsesPath, startTestGateway, testApi } from './testing/test-gateway.ts'

it('calls go to the endpoints of their stage by weight', async () => {
  let next = 0
  await using tollgate = await startTestGateway({
    random: () => next,
    rows: (url) => [
      testApi(url, {
        endpoints: [
          endpointRow(`${url}/a`, { id: 'a', weight: 1 }),
          endpointRow(`${url}/sandbox`, { id: 'sandbox', stage: 'sandbox', weight: 1_000 }),
          endpointRow(`${url}/b`, { id: 'b', weight: 3 }),
        ],
      }),
      keyRow('sandbox-key', { type: 'sandbox' }),
    ],
  })
  const chosen = async (at: number, headers = {}) => {
    next = at
    const answer = await tollgate.call({ path: responsesPath, body: '{"model":"m"}', headers })
    assert.equal(answer.status, 200)
    return [
      tollgate.upstream.last.request.url,
      tollgate
        .records()
        .at(-1)
        ?.attempts.map(({ endpoint }) => endpoint),
    ]
  }
  assert.deepEqual(await chosen(0), ['/a/responses', ['a']])
  assert.deepEqual(await chosen(0.24), ['/a/responses', ['a']])
  assert.deepEqual(await chosen(0.25), ['/b/responses', ['b']])
  assert.deepEqual(await chosen(0.99), ['/b/responses', ['b']])
  assert.deepEqual(await chosen(0.99, { apikey: 'sandbox-key' }), ['/sandbox/responses', ['sandbox']])
})
