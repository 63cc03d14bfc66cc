import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { checkLoad, readLoad } from './described-load.ts'

describe('readLoad', () => {
  it('takes a sentence apart', () => {
    const sentence =
      '20 people × 30 calls/hour, 40k input, 30,000 cached, 2k output, 09:00-17:00 Europe/Berlin, 12 s each, 5 days, weekdays, from 2026-03-02, model gpt-5.4, one application'
    assert.deepEqual(readLoad(sentence), {
      people: 20,
      callsPerHour: 30,
      inputTokens: 40_000,
      cachedInputTokens: 30_000,
      outputTokens: 2_000,
      secondsPerCall: 12,
      hours: '09:00-17:00',
      timeZone: 'Europe/Berlin',
      from: '2026-03-02',
      days: 5,
      weekdays: true,
      model: 'gpt-5.4',
      together: true,
    })
  })

  it('takes callers and calls per minute as well', () => {
    const { people, callsPerHour, hours, together } = readLoad('3 callers x 1.5 calls per minute')
    assert.deepEqual([people, callsPerHour, hours, together], [3, 90, '00:00-24:00', false])
  })

  const cases: Array<[string, RegExp]> = [
    ['20 people', /"20 people" is nothing that a load can say/],
    ['40k input', /people/],
    ['2 people x 3 calls/hour, 25:00-26:00', /hours/],
    ['2 people x 3 calls/hour, 09:00-17:00 Europe/Nowhere', /timeZone: is no time zone/],
    ['2 people x 3 calls/hour, 1k input, 2k cached', /cached tokens are a part of the input/],
    ['0 people x 3 calls/hour', /people/],
  ]
  for (const [sentence, expected] of cases)
    it(`refuses ${sentence}`, () => {
      assert.throws(
        () => readLoad(sentence),
        (error) => error instanceof PlainFailure && expected.test(error.message),
      )
    })
})

describe('checkLoad', () => {
  it('names the file and the field that is wrong', () => {
    assert.throws(() => checkLoad({ people: 1, callsPerHour: 1, tokens: 5 }, 'load.yaml'), /load\.yaml: .*tokens/)
    assert.throws(() => checkLoad({ people: 1.5, callsPerHour: 1 }, 'load.yaml'), /load\.yaml: people: /)
  })
})
