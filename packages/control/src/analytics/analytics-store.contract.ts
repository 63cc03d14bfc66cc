import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import { randomNumbers } from '../simulation/random-numbers.ts'
import type { TestContext, TestEngine } from '../testing/stores.ts'
import {
  type AnalyticsStore,
  type BreakdownRow,
  type Dimension,
  dimensions,
  type Filters,
  type RequestPage,
  type RequestQuery,
  type UsageQuery,
} from './analytics-store.ts'
import { dimensionValues } from './dimension-values.ts'
import { type AnalyticsStoreOptions, openAnalyticsStore } from './store/open-analytics-store.ts'
import { AddedUp, addUp } from './testing/added-up.ts'
import { randomRecords } from './testing/random-records.ts'
import type { UsageFacts } from './usage-facts.ts'

const hourMs = 3_600_000
/** Over the end of a month. */
const from = Date.UTC(2026, 9, 29, 5)
const to = Date.UTC(2026, 10, 3, 20)
const source = { organisationId: 'org_a', gatewayId: 'gw_1' }
const all: UsageQuery = { organisationId: 'org_a', from, to, filters: {} }

export function analyticsStoreContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`
  const open = (t: TestContext, limits?: AnalyticsStoreOptions['limits']) => openFresh(t, engine, limits)

  test(named('whatever is asked is what the records add up to'), async (t) => {
    const store = await open(t)
    for (const seed of [1, 2, 3]) {
      const records = randomRecords(250, { seed, from, to })
      assert.deepEqual(await store.ingest(records, source), { taken: 250, leftOut: [] })
    }
    const facts = await factsIn(store)
    assert.equal(facts.length, 750)
    const next = randomNumbers(7)
    for (let round = 0; round < 25; round++) await compare(store, facts, randomQuery(next), next)
  })

  test(named('each record is taken once, in whatever batch it comes again'), async (t) => {
    const store = await open(t)
    const records = randomRecords(60, { seed: 4, from, to })
    const [first, rest] = [records.slice(0, 40), records.slice(20)]
    assert.deepEqual(await store.ingest([...first, ...first], source), {
      taken: 40,
      leftOut: [...Array(40).keys()].map((place) => place + 40),
    })
    const answers = await Promise.all([
      store.ingest(rest, source),
      store.ingest(rest, source),
      store.ingest(first, source),
    ])
    assert.equal(
      answers.reduce((sum, { taken }) => sum + taken, 0),
      20,
    )
    assert.deepEqual(await store.totals(all), addUp(await factsIn(store)))
    assert.equal((await store.totals(all)).calls, 60)
    assert.deepEqual(await store.ingest(records, { ...source, organisationId: 'org_b' }), { taken: 60, leftOut: [] })
    assert.equal((await store.totals(all)).calls, 60)
  })

  test(named('records come in the order of taking in, as they were'), async (t) => {
    const store = await open(t)
    assert.equal(await store.bounds(), null)
    const records = randomRecords(30, { seed: 5, from, to })
    for (const batch of [records.slice(0, 10), records.slice(10)]) await store.ingest(batch, source)
    const stored = await store.recordsAfter(0, 1_000)
    assert.deepEqual(new Set(stored.slice(0, 10).map(({ record }) => record.id)), idsOf(records.slice(0, 10)))
    const numbers = stored.map(({ number }) => number)
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
    )
    assert.deepEqual(await store.bounds(), { oldest: numbers[0], newest: numbers.at(-1) })
    const ninth = numbers[8] ?? 0
    assert.deepEqual(await store.recordsAfter(ninth, 3), stored.slice(9, 12))
    const [one] = records
    assert.ok(one)
    const found = await store.record('org_a', one.id)
    assert.deepEqual(found?.record, one)
    assert.equal(found?.facts.gatewayId, 'gw_1')
    assert.equal(await store.record('org_b', one.id), undefined)
  })

  test(named('requests are paged from the newest, each once, and say how far back they looked'), async (t) => {
    const store = await open(t)
    const records = randomRecords(120, { seed: 6, from, to }).map((record, index) => ({
      ...record,
      at: record.at - (record.at % hourMs) + (index % 2),
    }))
    await store.ingest(records, source)
    const pages = await pagesOf(store, { ...all, limit: 7 })
    const items = pages.flatMap((page) => page.items)
    assert.deepEqual(new Set(items.map(({ id }) => id)), idsOf(records))
    assert.equal(items.length, 120)
    assert.deepEqual(
      items.map(({ at }) => at),
      records.map(({ at }) => at).toSorted((a, b) => b - a),
    )
    assert.equal(pages.at(-1)?.scannedTo, from)
    for (const page of pages.slice(0, -1)) assert.equal(page.scannedTo, page.items.at(-1)?.at)
    const refused = (await pagesOf(store, { ...all, limit: 50, status: 429 })).flatMap((page) => page.items)
    assert.deepEqual(new Set(refused.map(({ id }) => id)), idsOf(records.filter(({ status }) => status === 429)))
    assert.deepEqual((await store.requests({ ...all, limit: 5, keyId: 'key_2' })).items, [])
    const thread = (await pagesOf(store, { ...all, limit: 50, conversation: 'thread-1' })).flatMap((page) => page.items)
    assert.deepEqual(
      new Set(thread.map(({ id }) => id)),
      new Set(items.filter(({ conversation }) => conversation === 'thread-1').map(({ id }) => id)),
    )
  })

  test(named('what clients write themselves fills no table: beyond a number a day it is `other`'), async (t) => {
    const store = await open(t, { newValuesADayMax: 20, newCombinationsADayMax: 60 })
    const hostile = randomRecords(200, { seed: 8, from, to }).map((record, index) => ({
      ...record,
      model: { asked: `${'x'.repeat(5_000)}${index}`, served: null },
      agent: { ...record.agent, name: `agent ${index}` },
    }))
    await store.ingest(hostile.slice(0, 100), source)
    await store.ingest(hostile.slice(100), source)
    for (const by of ['model', 'agent', 'repository'] as const) {
      const rows = await store.breakdown(all, by, { order: 'calls', limit: 1_000 })
      assert.ok(rows.length <= 22, `${by}: ${rows.length}`)
      assert.equal(
        rows.reduce((sum, { calls }) => sum + calls, 0),
        200,
      )
      assert.ok(rows.every(({ value }) => (value?.length ?? 0) <= 200))
    }
    assert.ok((await store.breakdown(all, 'agent', { order: 'calls', limit: 1 }))[0]?.value === 'other')
    assert.deepEqual(await store.totals(all), addUp(await factsIn(store)))
  })

  test(named('hostile texts are kept as they are, and found'), async (t) => {
    const store = await open(t)
    const names = ["'; drop table usage_record; --", '$1 ? %', 'other', '', '\ud800x', '💰'.repeat(99)]
    const records = randomRecords(names.length, { seed: 9, from, to }).map((record, index) => ({
      ...record,
      model: { asked: names[index] ?? null, served: null },
    }))
    await store.ingest(records, source)
    for (const name of names)
      assert.equal((await store.totals({ ...all, filters: { model: [name] } })).calls, 1, JSON.stringify(name))
  })

  test(named('conversations are the calls of one thread and one application, the newest first'), async (t) => {
    const store = await open(t)
    const records = randomRecords(90, { seed: 10, from, to })
    for (let start = 0; start < 90; start += 30) await store.ingest(records.slice(start, start + 30), source)
    const rows = await store.conversations({ ...all, limit: 100 })
    const facts = (await factsIn(store)).filter(({ conversation }) => conversation !== null)
    const groups = Map.groupBy(facts, ({ applicationId, conversation }) => `${applicationId} ${conversation}`)
    assert.equal(rows.length, groups.size)
    for (const row of rows) {
      const calls = groups.get(`${row.application} ${row.conversation}`) ?? []
      const times = calls.map(({ at }) => at)
      const { calls: count, totalTokens, cost } = addUp(calls)
      assert.deepEqual(
        [row.calls, row.totalTokens, row.cost, row.firstAt, row.lastAt],
        [count, totalTokens, cost, Math.min(...times), Math.max(...times)],
      )
      const newest = calls.find(({ at }) => at === row.lastAt)
      assert.deepEqual([row.agent, row.person, row.repository], [newest?.agent, newest?.person, newest?.repository])
    }
    const [first, second] = rows
    assert.ok(first && second && first.lastAt > second.lastAt)
    assert.deepEqual(await store.conversations({ ...all, limit: 100, before: first.lastAt }), rows.slice(1))
    assert.deepEqual(await store.conversations({ ...all, limit: 100, visible: [] }), [])
  })

  test(named('a turn that comes in two batches is one turn'), async (t) => {
    const store = await open(t)
    const [model] = randomRecords(1, { seed: 11, from, to })
    assert.ok(model)
    const call = (id: string, at: number, turn: string): UsageRecord => ({
      ...{ ...model, id, at },
      agent: { ...model.agent, metadata: JSON.stringify({ thread_id: 'thread-9', turn_id: turn }) },
    })
    await store.ingest([call('a', from, 'one'), call('b', from + 1, 'one'), call('c', from + 2, 'two')], source)
    await store.ingest([call('d', from + 3, 'two'), call('e', from + 4, 'three')], source)
    const [row] = await store.conversations({ ...all, limit: 5 })
    assert.deepEqual([row?.turns, row?.calls], [3, 5])
  })

  test(named('what is forgotten is gone from the records and stays in the rollups until they go too'), async (t) => {
    const store = await open(t)
    const records = randomRecords(300, { seed: 12, from, to })
    await store.ingest(records, source)
    const before = Date.UTC(2026, 9, 31, 12)
    const old = records.filter(({ at }) => at < before)
    const known = await store.totals(all)
    assert.equal(await store.forget({ recordsBefore: before, rollupsBefore: 0 }), old.length)
    assert.equal(await store.forget({ recordsBefore: before, rollupsBefore: 0 }), 0)
    assert.deepEqual(
      new Set((await factsIn(store)).map(({ id }) => id)),
      idsOf(records.filter(({ at }) => at >= before)),
    )
    assert.equal(await store.record('org_a', old[0]?.id ?? ''), undefined)
    assert.deepEqual(await store.totals(all), known)
    assert.deepEqual(await store.ingest(old, source), { taken: 0, leftOut: [...old.keys()] })
    assert.deepEqual(await store.totals(all), known)
    const newest = (await store.bounds())?.newest ?? 0
    await store.forget({ recordsBefore: before, rollupsBefore: before })
    const left = records.filter(({ at }) => at >= Date.UTC(2026, 9, 31)).length
    assert.equal((await store.totals(all)).calls, left)
    assert.equal(
      (await store.series(all, 'hour')).reduce((sum, { calls }) => sum + calls, 0),
      left,
    )
    await store.forget({ recordsBefore: to, rollupsBefore: to })
    assert.equal(await store.bounds(), null)
    await store.ingest(randomRecords(1, { seed: 13, from: to, to: to + hourMs }), source)
    assert.ok(((await store.bounds())?.oldest ?? 0) > newest)
  })

  test(named('the first record of calls from a moment on is found by its number'), async (t) => {
    const store = await open(t)
    assert.equal(await store.numberSince('org_a', 0), null)
    const records = randomRecords(40, { seed: 15, from, to })
    await store.ingest(records, { ...source, organisationId: 'org_b' })
    await store.ingest(records.toReversed(), source)
    const stored = (await store.recordsAfter(0, 100)).filter(({ facts }) => facts.organisationId === 'org_a')
    for (const at of [0, ...records.map((one) => one.at)]) {
      const least = Math.min(...stored.filter(({ record }) => record.at >= at).map((one) => one.number))
      assert.equal(await store.numberSince('org_a', at), least)
    }
    assert.equal(await store.numberSince('org_a', to + hourMs), null)
  })

  test(named('what exporters have delivered is kept'), async (t) => {
    const store = await open(t)
    assert.equal(await store.exporterState('one'), undefined)
    const state = { delivered: 5, deadLetters: 1, lastError: "it's gone", lastErrorAt: 3, lastDeliveryAt: null }
    await store.keepExporterState('one', state)
    await store.keepExporterState('two', { ...state, delivered: 9 })
    await store.keepExporterState('one', { ...state, delivered: 6 })
    assert.deepEqual(await store.exporterState('one'), { ...state, delivered: 6 })
  })

  test(named('a store that is opened again has everything, and several may be open'), async (t) => {
    const location = await engine.freshLocation(t)
    const first = await openAnalyticsStore({ location, onIdleError: () => {} })
    const records = randomRecords(100, { seed: 14, from, to })
    await first.ingest(records.slice(0, 50), source)
    const second = await openAnalyticsStore({ location, onIdleError: () => {} })
    await Promise.all([first.ingest(records, source), second.ingest(records, source)])
    assert.deepEqual(await first.totals(all), addUp(await factsIn(second)))
    assert.equal((await second.totals(all)).calls, 100)
    await first.close()
    await second.close()
  })
}

async function openFresh(t: TestContext, engine: TestEngine, limits?: AnalyticsStoreOptions['limits']) {
  const location = await engine.freshLocation(t)
  const options = { location, onIdleError: () => {} }
  const store = await openAnalyticsStore(limits === undefined ? options : { ...options, limits })
  t.after(() => store.close())
  return store
}

function idsOf(records: readonly UsageRecord[]): Set<string> {
  return new Set(records.map(({ id }) => id))
}

async function factsIn(store: AnalyticsStore): Promise<UsageFacts[]> {
  const stored = await store.recordsAfter(0, 10_000)
  return stored.map(({ facts }) => facts).filter(({ organisationId }) => organisationId === 'org_a')
}

async function pagesOf(store: AnalyticsStore, query: RequestQuery): Promise<RequestPage[]> {
  const pages: RequestPage[] = []
  let cursor: string | undefined
  do {
    const page = await store.requests({ ...query, cursor })
    pages.push(page)
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

/** Whole hours, from an hour to all of it; every third one within hours, which are then whole. */
function randomQuery(next: () => number): UsageQuery {
  const hours = Math.round((to - from) / hourMs)
  const first = Math.floor(next() * hours)
  const beyond = first + 1 + Math.floor(next() * (hours - first))
  const visible = next() < 0.3 ? [randomFilters(next), randomFilters(next)] : next() < 0.1 ? [] : undefined
  return {
    ...{ organisationId: next() < 0.1 ? 'org_b' : 'org_a', filters: randomFilters(next), visible },
    ...(next() < 0.3 ? { from, to } : { from: from + first * hourMs, to: from + beyond * hourMs }),
  }
}

const someValues: { readonly [D in Dimension]?: readonly (string | null)[] } = {
  application: ['app_1', 'app_2', 'app_3'],
  team: ['Payments', null],
  person: ['alice@acme.example', 'nobody', null],
  api: ['api_1', 'api_2'],
  provider: ['openai', 'anthropic'],
  model: ['gpt-5.4', 'house-1'],
  repository: ['github.com/acme/shop', null],
  outcome: ['answered', 'refused'],
}

function randomFilters(next: () => number): Filters {
  const filters: { [D in Dimension]?: readonly (string | null)[] } = {}
  for (const dimension of dimensions) {
    const values = someValues[dimension]
    if (values !== undefined && next() < 0.15) filters[dimension] = values.filter(() => next() < 0.7)
  }
  return filters
}

async function compare(store: AnalyticsStore, facts: readonly UsageFacts[], query: UsageQuery, next: () => number) {
  const what = JSON.stringify(query)
  const plain = new AddedUp(facts, query)
  const known = plain.totals()
  const within = {
    ...query,
    from: query.from + Math.floor(next() * hourMs),
    to: query.to - Math.floor(next() * hourMs),
  }
  assert.deepEqual(await store.totals(query), known, what)
  if (within.to > within.from) assert.deepEqual(await store.totals(within), known, what)
  assert.deepEqual(await store.series(query, 'hour'), plain.series('hour'), what)
  assert.deepEqual(await store.series(query, 'day'), plain.series('day'), what)
  for (const by of dimensions) {
    const rows = await store.breakdown(query, by, { order: 'totalTokens', limit: 2 })
    const shown = plain.breakdown(by, { order: 'totalTokens', limit: 2 })
    assert.deepEqual(
      rows.map(({ calls, totalTokens, isRest }) => [calls, totalTokens, isRest]).toSorted(),
      shown.map(({ calls, totalTokens, isRest }) => [calls, totalTokens, isRest]).toSorted(),
      `${by} ${what}`,
    )
    const countValues = (all: readonly BreakdownRow[]) => all.reduce((sum, { values }) => sum + values, 0)
    assert.equal(countValues(rows), countValues(shown), `${by} ${what}`)
    assert.equal(
      rows.reduce((sum, { cost }) => sum + cost, 0),
      known.cost,
      `${by} ${what}`,
    )
    for (const row of (await store.breakdown(query, by, { order: 'cost', limit: 100 })).slice(0, 3)) {
      const narrow = { ...query, filters: { ...query.filters, [by]: [row.value] } }
      const { value: _value, isRest: _isRest, values: _values, ...sums } = row
      assert.deepEqual(await store.totals(narrow), sums, `${by} ${row.value} ${what}`)
    }
  }
  await comparePercentiles(store, plain, query)
  const found = (await pagesOf(store, { ...query, limit: 100 })).flatMap((page) => page.items)
  assert.deepEqual(addUp(found), known, what)
  for (const one of found)
    for (const [dimension, wanted] of Object.entries(query.filters))
      assert.ok(wanted?.includes(dimensionValues(one)[dimension as Dimension]), what)
}

async function comparePercentiles(store: AnalyticsStore, plain: AddedUp, query: UsageQuery) {
  for (const latency of ['firstByteMs', 'totalMs', 'providerMs'] as const) {
    const [about, exact] = [
      (await store.percentiles(query, latency, [1, 50, 95, 100])).values,
      plain.percentiles(latency, [1, 50, 95, 100]),
    ]
    for (const [place, value] of exact.entries()) {
      const one = about[place]
      if (value === null) assert.equal(one, null)
      else assert.ok(typeof one === 'number' && Math.abs(one - value) <= value * 0.05, `${latency} ${one} of ${value}`)
    }
  }
}
