import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { manySpoken } from '@tollgate/gateway/testing/many-texts'
import { startPersonalDataGateway } from '@tollgate/gateway/testing/personal-data-gateway'
import {
  byByteEverywhere,
  byByteTwice,
  byDelta,
  placeholder,
  runQuoted,
  runSaid,
  stars,
} from '@tollgate/gateway/testing/personal-data-run'
import type { TestGateway } from '@tollgate/gateway/testing/test-gateway'

/** The long form of packages/gateway/src/gateway.personal-data.test.ts: every sample, every one and two cuts, on real sockets. */
describe('every sample of personal data, at every cut', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startPersonalDataGateway()
  })
  after(() => tollgate[Symbol.asyncDispose]())

  for (const many of manySpoken)
    for (const [how, cutting] of Object.entries({ byDelta, byByteEverywhere, byByteTwice }))
      it(`${many.spoken.protocol.name}, ${how}`, async (t) => {
        const run = { tollgate, many, cutting }
        const messages = [
          await runSaid({ ...run, api: 'redacting' }, stars),
          await runSaid({ ...run, api: 'masking' }, placeholder),
          await runQuoted({ ...run, api: 'restoring' }),
          await runQuoted({ ...run, api: 'masking' }),
        ]
        t.diagnostic(`messages: ${messages.join(', ')}`)
        assert.ok(messages.every((count) => count > 10_000))
      })
})
