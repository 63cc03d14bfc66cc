import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { personalSamples } from './scanning/samples/personal-samples.ts'
import { askMany, manySpoken, readAll, segmentsOf } from './testing/many-texts.ts'
import { bobsKey, startPersonalDataGateway } from './testing/personal-data-gateway.ts'
import {
  answering,
  behind,
  byByteEverywhere,
  byByteOnce,
  byByteTwice,
  byDelta,
  byDeltaOnce,
  byEvent,
  exchange,
  front,
  pathOf,
  placeholder,
  runQuoted,
  runSaid,
  sentUpstream,
  stars,
} from './testing/personal-data-run.ts'
import { beginStream, endStream, writeChunk } from './testing/scripted-upstream.ts'
import { clientKey, type TestGateway } from './testing/test-gateway.ts'
import { until } from './testing/until.ts'

const oneEach = personalSamples.filter(
  ([detector], index) => personalSamples.findIndex(([first]) => first === detector) === index,
)
const withLongCharacters = [
  ['email', 'müller@exämple.de'],
  ['phone', '+44 20 7946 0958'],
] as const
const jane = 'jane.doe@example.com'

describe('personal data on real sockets', () => {
  let tollgate: TestGateway

  before(async () => {
    tollgate = await startPersonalDataGateway()
  })
  after(() => tollgate[Symbol.asyncDispose]())

  for (const many of manySpoken) {
    const name = many.spoken.protocol.name
    const redacting = { api: 'redacting', many }

    it(`${name}: the model says it: redacted, at every cut into events, and at every two cuts of one of each kind`, async () => {
      await runSaid({ tollgate, ...redacting, cutting: byDeltaOnce }, stars)
      await runSaid({ tollgate, ...redacting, cutting: byDelta, samples: oneEach }, stars)
    })

    it(`${name}: redacted, at every cut into TCP segments, in the middle of characters too`, async () => {
      await runSaid({ tollgate, ...redacting, cutting: byByteOnce }, stars)
      await runSaid({ tollgate, ...redacting, cutting: byByteEverywhere, samples: withLongCharacters }, stars)
      await runSaid({ tollgate, ...redacting, cutting: byByteTwice, samples: withLongCharacters }, stars)
    })

    it(`${name}: redacted, where segments end with events`, async () => {
      await runSaid({ tollgate, ...redacting, cutting: byEvent }, stars)
    })

    it(`${name}: masked, at every cut`, async () => {
      await runSaid({ tollgate, many, api: 'masking', cutting: byDeltaOnce }, placeholder)
    })

    it(`${name}: the user says it: the provider never reads it, and the answer that quotes its placeholder has it again, at every cut`, async () => {
      for (const api of ['restoring', 'masking']) await runQuoted({ tollgate, many, api, cutting: byDeltaOnce })
      for (const cutting of [byDelta, byByteOnce])
        await runQuoted({ tollgate, many, api: 'restoring', cutting, samples: oneEach })
    })

    it(`${name}: the user says it: redacted, the provider never reads it, and nothing comes back`, async () => {
      const ask = (value: (sample: string) => string) =>
        askMany(
          many.spoken.protocol,
          personalSamples.map(([, sample]) => `${front}${value(sample)}${behind}`),
        )
      const sent = JSON.parse(
        await sentUpstream(
          { tollgate, ...redacting },
          ask((sample) => sample),
        ),
      )
      const { stream_options: _, ...rest } = sent
      assert.deepEqual(rest, JSON.parse(ask(() => '*****')))
    })

    it(`${name}: what can be shown is at the client while the provider stands still`, async () => {
      const steps: ReadonlyArray<readonly [delta: string, shown: string]> = [
        ['Write to', 'Write '],
        [' jane.doe', 'Write to '],
        ['@example', 'Write to '],
        ['.com now, ', 'Write to *****'],
        ['please ', 'Write to ***** now, '],
      ]
      const mayGoOn = steps.map(() => Promise.withResolvers<void>())
      const pieces = steps.map(([delta]) => delta)
      const events = many.message({ pieces }, 0)
      tollgate.upstream.script = async (call) => {
        await beginStream(call)
        for (const [index, event] of events.entries()) {
          writeChunk(call, event)
          await mayGoOn[index]?.promise
        }
        writeChunk(call, many.end([{ pieces }]))
        endStream(call)
      }
      const open = tollgate.open({ path: pathOf('redacting', many), body: askMany(many.spoken.protocol, ['hi']) })
      const said = () => readAll(many, open.received).get(0)?.[0] ?? ''
      for (const [index, [, shown]] of steps.entries()) {
        await until(`${shown} at the client, ${said()} is`, () => said().startsWith(shown))
        assert.ok(!said().includes('jane'))
        mayGoOn[index]?.resolve()
      }
      await open.ended
      assert.equal(said(), 'Write to ***** now, please ')
    })
  }

  it('gives a caller nothing that another one said: their placeholders stay placeholders', async () => {
    for (const many of manySpoken) {
      const [ask, quote] = [askMany(many.spoken.protocol, [jane]), placeholderIn]
      const run = { tollgate, many, api: 'restoring', cutting: byDelta }
      const ofAlice = quote(await sentUpstream(run, ask))
      const ofBob = quote(await sentUpstream(run, ask, bobsKey))
      assert.notEqual(ofAlice, ofBob)
      const answered = async (key: string) => {
        const pieces = [`${ofAlice.slice(0, 9)}`, `${ofAlice.slice(9)}, ${ofBob}.`]
        tollgate.upstream.script = answering(segmentsOf(many, [{ pieces }]))
        const received = await exchange(tollgate.port, pathOf('restoring', many), ask, { key })
        return [...new Set(readAll(many, received).get(0))]
      }
      assert.deepEqual(await answered(clientKey), [`${jane}, ${ofBob}.`])
      assert.deepEqual(await answered(bobsKey), [`${ofAlice}, ${jane}.`])
    }
  })
})

function placeholderIn(text: string): string {
  return text.match(/Email_[0-9a-f]{12}/)?.[0] ?? assert.fail(`no placeholder in ${text}`)
}
