import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { usageRecordSchema } from '@tollgate/contract/usage-record'
import { readAttribution } from '../analytics/attribution/read-attribution.ts'
import { demoRecords } from './demo-records.ts'
import { demoApplications, demoMark, unpricedModel } from './fleet.ts'

const to = Date.UTC(2026, 10, 23, 14)
const options = { requests: 6_000, seed: 1, from: to - 30 * 86_400_000, to }
const rates = { from: 0, input: 2.5, cachedInput: 0.25, output: 15 }
const prices = ['gpt-5.4', 'gpt-5.3-codex', 'gpt-5.4-mini', 'gpt-5.6-sol'].map((model) => ({ model, ...rates }))

describe('demoRecords', () => {
  const records = [...demoRecords(options, { prices })].flat()

  it('makes as many calls as were asked for, in the order of their time, each a usage record', () => {
    assert.equal(records.length, options.requests)
    assert.equal(new Set(records.map(({ id }) => id)).size, options.requests)
    for (const [index, record] of records.entries()) {
      assert.deepEqual(usageRecordSchema.parse(record), record)
      assert.ok(record.at >= (records[index - 1]?.at ?? options.from) && record.at < to)
      assert.ok(record.usage.cachedInputTokens + record.usage.cacheWriteTokens <= record.usage.inputTokens)
      assert.ok(record.usage.reasoningTokens <= record.usage.outputTokens)
    }
  })

  it('makes the same of the same seed, and something else of another', () => {
    const again = (seed: number) => [...demoRecords({ ...options, seed }, { prices })].flat()
    assert.deepEqual(again(1), records)
    assert.notDeepEqual(
      again(2).map(({ at }) => at),
      records.map(({ at }) => at),
    )
  })

  it('says of everything that it is a demo', () => {
    for (const { caller, provider, api } of records) {
      assert.ok(demoApplications.includes(caller.applicationId))
      for (const name of [caller.application, caller.team, provider, api.name]) assert.ok(name?.startsWith(demoMark))
      assert.ok(caller.person === null || caller.person.endsWith('@demo.example'))
    }
  })

  it('has office hours: people work by day and on weekdays, pipelines at night as well', () => {
    const perHour = (isPerson: boolean) => {
      const hours = Array.from({ length: 24 }, () => 0)
      for (const { at, caller } of records) {
        const hour = new Date(at).getUTCHours()
        if ((caller.person !== null) === isPerson) hours[hour] = (hours[hour] ?? 0) + 1
      }
      return hours
    }
    const [people, pipelines] = [perHour(true), perHour(false)]
    assert.ok((people[10] ?? 0) > 20 * (people[3] ?? 0))
    assert.ok((pipelines[2] ?? 0) > (pipelines[20] ?? 0))
    const weekend = records.filter(
      ({ at, caller }) => caller.person !== null && [0, 6].includes(new Date(at).getUTCDay()),
    )
    assert.ok(weekend.length < records.length / 20)
  })

  it('has of everything that a page shows', () => {
    const count = (wanted: (record: (typeof records)[number]) => boolean) => records.filter(wanted).length
    for (const code of [
      'guardrail_blocked',
      'quota_exceeded',
      'throttled',
      'provider_unreachable',
      'provider_throttled',
    ])
      assert.ok(count(({ refusal }) => refusal?.code === code) > 0, code)
    for (const outcome of ['answered', 'refused', 'failed', 'cancelled'])
      assert.ok(count((record) => record.outcome === outcome) > 0, outcome)
    for (const verdict of ['changed', 'would-refuse', 'refused'])
      assert.ok(count(({ verdicts }) => verdicts.some((one) => one.verdict === verdict)) > 0, verdict)
    assert.ok(count(({ attempts }) => attempts.length === 2) > 0)
    assert.ok(count(({ outcome }) => outcome === 'answered') > records.length * 0.85)
    assert.ok(count(({ cost }) => (cost?.saved ?? 0) > 0) > records.length / 3)
    assert.ok(records.every(({ unpriced, model }) => !unpriced || model.asked === unpricedModel))
    assert.ok(count(({ unpriced }) => unpriced) > 0)
  })

  it('is read by what reads agents: repositories, conversations of several calls, sub-agents, triggers', () => {
    const read = records.map(({ agent }) => readAttribution(agent))
    const distinct = (values: readonly unknown[]) => new Set(values.filter((value) => value !== null)).size
    assert.ok(distinct(read.map(({ repository }) => repository)) > 8)
    assert.ok(distinct(read.map(({ agent }) => agent)) >= 4)
    assert.deepEqual(new Set(read.map(({ trigger }) => trigger)), new Set(['human', 'automation', null]))
    assert.ok(read.some(({ subagent }) => subagent === 'review'))
    const conversations = distinct(read.map(({ conversation }) => conversation))
    assert.ok(conversations > 100 && conversations < records.length / 4, String(conversations))
  })
})
