import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { sealed } from '@tollgate/gateway/usage/sealed-line'
import { openAnalyticsStore } from '../analytics/store/open-analytics-store.ts'
import { demoRecords } from '../seed-demo/demo-records.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { parseUsageReconcile, usageReconcile } from './usage-reconcile.ts'

const november = Date.UTC(2026, 10, 30, 10)
const december = Date.UTC(2026, 11, 1, 10)

interface Recorded {
  readonly at?: number
  readonly outcome?: string
  readonly model?: string
  readonly statuses?: ReadonlyArray<number | null>
  readonly input?: number
  readonly cached?: number
  readonly output?: number
  readonly estimated?: boolean
  readonly cost?: number | null
  readonly totalMs?: number
}

function line(id: string, given: Recorded): string {
  const { at = november, outcome = 'answered', model = 'gpt-5.4-2026-03-05', statuses = [200], input = 0 } = given
  const { cached = 0, output = 0, estimated = false, cost = 0, totalMs = 900 } = given
  const attempts = statuses.map((status) => ({
    ...{ endpoint: 'ep_a', status, startedAt: at, headMs: 1, totalMs: 2, failure: null, upstreamRequestId: null },
  }))
  const usage = {
    ...{ inputTokens: input, cachedInputTokens: cached, cacheWriteTokens: 0, outputTokens: output },
    ...{ reasoningTokens: 0, totalTokens: input + output, estimated },
    source: input + output === 0 ? 'none' : estimated ? 'estimate' : 'provider',
  }
  const record = {
    ...{ id, at, outcome, provider: 'openai', api: { id: 'api_a', name: 'OpenAI API', version: '1' } },
    ...{ model: { asked: 'gpt-5.4', served: model }, attempts, usage, totalMs },
    ...(cost === null ? { unpriced: true } : { cost: { amount: cost, saved: 0 } }),
  }
  return `${sealed(JSON.stringify(record))}\n`
}

/** What agrees with the exports beside the code. */
const agreeing: Readonly<Record<string, Recorded>> = {
  a: { input: 1_000, cached: 1_000, output: 20, cost: 2_050 },
  b: { input: 1_000, output: 20, cost: 2_050 },
  c: { input: 1_000, output: 20, cost: 2_050, statuses: [503, 200] },
  refused: { outcome: 'refused', statuses: [] },
  away: { outcome: 'failed', statuses: [500, null] },
  ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`d${n}`, { at: december, input: 1_000, output: 20, cost: 3_000 }])),
  o3: { at: december, model: 'o3', input: 700, output: 10, cost: 1_480 },
  // Beyond the days of the export.
  later: { at: december + 86_400_000, input: 9_000, output: 9, cost: 9 },
}

function placeIn(home: string) {
  return { home, databaseLocation: join(home, 'tollgate.db'), usageLocation: join(home, 'usage.db') }
}

async function run(t: TestContext, records: Readonly<Record<string, Recorded>>, ...args: string[]) {
  const home = temporaryFolder(t)
  mkdirSync(join(home, 'usage'))
  const lines = Object.entries(records).map(([id, given]) => line(id, given))
  // A call is known by its id, and a damaged line is none.
  writeFileSync(join(home, 'usage', 'usage-2026-11-30.ndjson'), `${lines.join('')}${lines[0]}{"id":"torn`)
  return await usageReconcile(placeIn(home), parseUsageReconcile(args))
}

function exported(name: string): string {
  return join(import.meta.dirname, '..', 'reconcile', 'fixtures', name)
}

describe('usage reconcile', () => {
  for (const files of [['openai-usage.csv'], ['openai-usage.json'], ['openai-costs.csv'], ['openai-costs.json']])
    it(`agrees with ${files.join()}`, async (t) => {
      const { text, difference } = await run(t, agreeing, ...files.map((file) => `--file=${exported(file)}`))
      assert.equal(difference, undefined, text)
      assert.match(text, /agree within 1 %\.\n1 lines of usage files could not be read/)
    })

  it('says for each day and model what differs, and what is known of why', async (t) => {
    const records = {
      ...agreeing,
      b: { input: 1_200, output: 50, estimated: true, outcome: 'cancelled', cost: null, totalMs: 86_400_000 },
      c: { input: 1_000, output: 20, cost: 2_050, statuses: [200, 200] },
      d5: { at: december, outcome: 'refused', statuses: [] },
      o3: { at: december, model: 'o4-mini', input: 700, output: 10, cost: 1 },
    }
    const files = ['openai-usage.csv', 'openai-costs.json'].map((file) => `--file=${exported(file)}`)
    const { text, difference } = await run(t, records, ...files)
    assert.match(text, /^2026-11-30 {2}gpt-5\.4 {2}DIFFERS$/m)
    assert.match(text, /^ {2}CALLS +ledger +4 +export +3 +-1 {2}\*$/m)
    assert.match(text, /^ {2}OUTPUT +ledger +90 +export +60 +-30 {2}\*$/m)
    assert.match(text, /^ {2}CACHED +ledger +1000 +export +1000 +=$/m)
    assert.match(text, /^ {2}COST +ledger +\$0\.004100 +export +\$0\.006150 +\+\$0\.002050 {2}\*$/m)
    for (const because of [
      /1 call with estimated tokens \(1250 of them\)/,
      /1 call whose client left/,
      /1 answer to tries that were made again/,
      /1 call open at midnight/,
      /1 call without a cost/,
      /1 call more in the export: they did not come through here/,
    ])
      assert.match(text, because)
    assert.match(text, /^2026-12-01 {2}o3 {2}DIFFERS\n(?: .*\n)* {2}- only in the export/m)
    assert.match(text, /^2026-12-01 {2}o4-mini {2}DIFFERS\n(?: .*\n)* {2}- only in the ledger/m)
    assert.equal(difference, 'The ledger and the export differ by more than 1 % in 4 of 4 pairs of day and model.')
  })

  it('tells another price from other tokens', async (t) => {
    const records = { ...agreeing, a: { ...agreeing.a, cost: 3_050 } }
    const files = ['openai-usage.csv', 'openai-costs.csv'].map((file) => `--file=${exported(file)}`)
    assert.match((await run(t, records, ...files)).text, /the tokens agree and the cost does not/)
  })

  it('lets pass what is within the tolerance, and shows it', async (t) => {
    const records = { ...agreeing, b: { input: 1_030, output: 20, cost: 0 } }
    const file = `--file=${exported('openai-usage.csv')}`
    const near = await run(t, records, file, '--tolerance=1%')
    assert.deepEqual([near.difference, /within the tolerance/.test(near.text)], [undefined, true], near.text)
    assert.match((await run(t, records, file, '--tolerance=0.5')).difference ?? '', /more than 0\.5 % in 1 of 3/)
    assert.match((await run(t, agreeing, file, '--tolerance=0')).text, /agree to the last token/)
  })

  it('reads the export of another provider by what its columns are called', async (t) => {
    const names = ['day=Datum', 'model=Modell', 'calls=Anfragen', 'inputTokens=Eingabe', 'outputTokens=Ausgabe']
    const given = [`--file=${exported('other-provider.csv')}`, ...names.map((name) => `--map=${name}`), '--json']
    const found: unknown = JSON.parse((await run(t, agreeing, ...given)).text)
    const compared = [
      { metric: 'calls', ledger: 3, exported: 1_000, isBeyondTolerance: true },
      { metric: 'inputTokens', ledger: 3_000, exported: 3_000, isBeyondTolerance: false },
      { metric: 'outputTokens', ledger: 60, exported: 60, isBeyondTolerance: false },
    ]
    const because = [
      '997 calls more in the export: they did not come through here, or their gateway has not shipped them',
    ]
    assert.deepEqual(found, {
      days: [{ day: '2026-11-30', model: 'gpt-5.4', side: 'both', compared, isBeyondTolerance: true, because }],
      metrics: ['calls', 'inputTokens', 'outputTokens'],
      differing: 1,
      tolerance: 0.01,
      agrees: false,
      damagedLines: 1,
    })
  })

  it('compares only what it is asked to', async (t) => {
    const file = `--file=${exported('openai-usage.csv')}`
    assert.equal((await run(t, agreeing, file, '--provider=openai', '--api=OpenAI API/1')).difference, undefined)
    for (const other of ['--provider=azure', '--api=Another'])
      assert.match((await run(t, agreeing, file, other)).difference ?? '', /in 3 of 3/)
  })

  it('knows what other gateways shipped, and each call once', async (t) => {
    const home = temporaryFolder(t)
    const place = placeIn(home)
    const database = await openDatabase({ location: place.databaseLocation, onIdleError: () => undefined })
    const controlStore = new KyselyStore(database, Date.now)
    const { id: organisationId } = await controlStore.createOrganisation('default')
    await controlStore.close()
    const day = { from: november, to: november + 3_600_000 }
    const records = [...demoRecords({ requests: 40, seed: 3, ...day }, { prices: [] })].flat()
    const answered = records.filter(({ usage }) => usage.totalTokens > 0)
    const tokens = answered.reduce((sum, { usage }) => sum + usage.inputTokens, 0)
    assert.ok(answered.length > 10)
    const usage = await openAnalyticsStore({ location: place.usageLocation, onIdleError: () => undefined })
    await usage.ingest(records, { organisationId, gatewayId: 'gw_far' })
    await usage.close()
    // One of them is of this machine, and stands in its files too.
    mkdirSync(join(home, 'usage'))
    writeFileSync(
      join(home, 'usage', 'usage-2026-11-30.ndjson'),
      answered
        .slice(0, 1)
        .map((record) => `${sealed(JSON.stringify(record))}\n`)
        .join(''),
    )
    const file = join(home, 'export.csv')
    writeFileSync(file, `date,input_tokens\n2026-11-30,${tokens}\n`)
    const { text, difference } = await usageReconcile(place, parseUsageReconcile([`--file=${file}`]))
    assert.equal(difference, undefined, text)
  })

  it('refuses what it cannot read', async (t) => {
    const folder = temporaryFolder(t)
    let files = 0
    const file = (text: string) => {
      const path = join(folder, `export-${++files}.csv`)
      writeFileSync(path, text)
      return `--file=${path}`
    }
    const cases: ReadonlyArray<readonly [given: readonly string[], message: RegExp]> = [
      [[], /Say --file/],
      [['--file=nowhere.csv'], /nowhere\.csv cannot be read/],
      [[file('{"data":')], /export-1\.csv cannot be read/],
      [[file('a,b\n1,2\n')], /its day is missing\. Say where it is: --map day=NAME/],
      [[file('date,b\n2026-11-30,2\n')], /no entries with calls/],
      [[file('date,requests\nyesterday,2\n')], /its day is "yesterday"/],
      [[file('date,requests\n2026-11-30,many\n')], /its calls is "many"/],
      [[file('date,amount_value,amount_currency\n2026-11-30,2,eur\n')], /in eur/],
      [[file('date,requests\n2026-11-30,1\n'), '--map=colour=x'], /--map is "colour=x"/],
      [[file('date,requests\n2026-11-30,1\n'), '--tolerance=-1'], /tolerance/],
    ]
    for (const [given, message] of cases) await assert.rejects(run(t, agreeing, ...given), message, String(message))
  })
})
