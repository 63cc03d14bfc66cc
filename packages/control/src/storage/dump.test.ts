import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { keptRequest } from '../testing/kept-request.ts'
import { insertOneOfEach, kinds, type Samples, sample, sampleOf } from '../testing/sample-records.ts'
import {
  bothEngines,
  change,
  freshStore,
  type OpenedStore,
  openStore,
  type TestContext,
  type TestEngine,
} from '../testing/stores.ts'
import { plan } from './store.contract.ts'

const engines = await bothEngines()

for (const from of engines)
  for (const to of engines)
    test(`a backup of ${from.name} makes the same store on ${to.name}`, async (t) => {
      const source = await fullStore(t, from)
      const lines = await linesOf(source)
      const target = await emptyStore(t, to)
      await target.store.restore(stream(lines))
      assert.deepEqual(comparable(await linesOf(target)), comparable(lines))
      const version = await source.store.version()
      for (const kind of kinds)
        assert.deepEqual(
          await target.store.read('org_a').find(kind, {}),
          await source.store.read('org_a').find(kind, {}),
        )
      const { id: apiId } = sampleOf(source.made, 'api')
      assert.equal((await target.store.read('org_a').keptRequests(apiId, 50)).length, 20)
      assert.equal(await target.store.read('org_a').keptBody('call 7'), 'sealed {"input":"call 7"}')
      for (const organisation of ['org_a', 'org_b'])
        assert.equal(await target.store.verifyAudit(organisation), undefined)
      const users = await target.database.db.selectFrom('auth_user').selectAll().execute()
      assert.deepEqual(
        users.map(({ id, email_verified: verified }) => [id, Boolean(verified)]),
        [
          ['u1', true],
          ['u2', false],
        ],
      )
      assert.equal(new Date(users[0]?.created_at as string | Date).getTime(), 1_700_000_000_123)
      for (const known of [0, 1, version]) assert.equal(await target.store.touchedAfter(known), undefined)
      await change(target.store, 'org_a', (writer) => writer.insert('plan', plan('after')))
      assert.ok((await target.store.version()) > version + 1_000_000)
      assert.equal(await target.store.verifyAudit('org_a'), undefined)
      const gone = { ...sample('plan', 'x', new Map()), id: 'x' }
      const missing = change(target.store, 'org_a', (writer) =>
        writer.insert('subscription', {
          ...sample('subscription', 'new', source.made),
          planId: gone.id,
          apiId: 'nowhere',
        }),
      )
      await assert.rejects(missing, { reason: 'missing' })
    })

for (const engine of engines) {
  test(`${engine.name}: a backup is of one moment, whatever is changed while it is made`, async (t) => {
    const { store } = await freshStore(t, engine)
    await change(store, 'org_a', (writer) => writer.insert('plan', plan('before')))
    const lines: string[] = []
    for await (const line of store.dump()) {
      lines.push(line)
      if (lines.length % 10 === 1) await change(store, 'org_a', (writer) => insertOneOfEach(writer, `${lines.length}`))
    }
    const target = await emptyStore(t, engine)
    await target.store.restore(stream(lines))
    assert.deepEqual(
      (await target.store.read('org_a').find('plan', {})).map(({ name }) => name),
      ['before'],
    )
    assert.equal(await target.store.verifyAudit('org_a'), undefined)
  })

  test(`${engine.name}: what is no whole backup is refused, and nothing of it stays`, async (t) => {
    const source = await fullStore(t, engine)
    const lines = await linesOf(source)
    const target = await emptyStore(t, engine)
    const refuse = async (damaged: readonly string[], said: RegExp) => {
      await assert.rejects(
        target.store.restore(stream(damaged)),
        (error) => error instanceof PlainFailure && said.test(error.message),
        String(said),
      )
      assert.deepEqual(await target.store.organisations(), [])
    }
    for (const length of [1, 2, 3, Math.floor(lines.length / 2), lines.length - 1])
      await refuse(lines.slice(0, length), /its end is missing/)
    await refuse([], /it is empty|its end is missing/)
    await refuse(['not JSON'], /no backup of Tollgate/)
    await refuse([...lines, '[]'], /follows its last line/)
    await refuse(
      lines.map((line) => line.replace('full gold', 'full lead')),
      /check sum/,
    )
    await refuse(lines.with(3, (lines[3] ?? '').slice(0, -1)), /none of ours/)
    await refuse(sealed(lines, { '"format":1': '"format":2,"more":1' }), /newer Tollgate/)
    await refuse(sealed(lines, { '"0002-authentication"': '"0002-authentication","0009-x"' }), /newer Tollgate/)
    await refuse(sealed(lines, { '"table":"plan"': '"table":"plans"' }), /a table plans, which/)
    await refuse(sealed(lines, { '"cost_centre"': '"cost_center"' }), /cost_center, which/)
    const plans = lines.findIndex((line) => line.startsWith('["plan_') && line.includes('full gold'))
    await refuse(
      sealed(lines.toSpliced(plans, 1), {}),
      /rows of the table plan are missing|refers to one that is missing/,
    )
    const emptied = lines.toSpliced(plans, 1).map((line) => line.replace('"plan":2', '"plan":1'))
    await refuse(sealed(emptied, {}), /refers to one that is missing/)
    await target.store.restore(stream(lines.map((line) => `${line}\n`)))
    await assert.rejects(target.store.restore(stream(lines)), /into an empty store only/)
  })

  test(`${engine.name}: a backup from before a migration is restored as it was, then migrated`, async (t) => {
    const source = await freshStore(t, engine)
    const presets = { concurrencyMax: null, stopOnQuotaReach: true, warnAt: [50, 80, 100] }
    await change(source.store, 'org_a', (writer) => writer.insert('plan', { ...plan('gold'), ...presets }))
    const lines = await linesOf(source)
    const later = [
      'auth_',
      'kept_request"',
      'alert_',
      'raised_alert"',
      'quota"',
      'deny_rule"',
      'exporter"',
      'dead_letter"',
      'saved_view"',
    ].map((name) => `{"table":"${name}`)
    const older = withoutColumns(
      lines.filter((line) => !later.some((table) => line.startsWith(table))),
      [
        ...['concurrency_max', 'stop_on_quota_reach', 'warn_at', 'quota_reset_at'],
        ...['unpriced_models', 'when_counters_are_away', 'strip_agent_metadata'],
      ],
    )
    const target = await emptyStore(t, engine)
    const migrations = ['0002-authentication', '0003-kept-requests', '0005-quota-state', '0006-quotas']
    const newer = ['0007-agent-metadata', '0008-exporters', '0009-saved-views']
    const since = [...migrations, ...newer].map((name) => `,"${name}"`).join('')
    await target.store.restore(stream(sealed(older, { [since]: '' })))
    assert.deepEqual(
      (await target.store.read('org_a').find('plan', {})).map(({ name }) => name),
      ['gold'],
    )
    assert.deepEqual(comparable(await linesOf(target)), comparable(lines))
    const reopened = await openStore(t, target.location)
    assert.equal(await reopened.store.verifyAudit('org_a'), undefined)
  })
}

/** Columns that later migrations add. */
function withoutColumns(lines: readonly string[], names: readonly string[]): string[] {
  let columns: readonly string[] = []
  return lines.map((line) => {
    const item = JSON.parse(line) as { columns?: readonly string[] } | readonly unknown[]
    if (Array.isArray(item)) return JSON.stringify(item.filter((_, index) => !names.includes(columns[index] ?? '')))
    if (!('columns' in item) || item.columns === undefined) return line
    columns = item.columns
    return JSON.stringify({ ...item, columns: columns.filter((name) => !names.includes(name)) })
  })
}

async function fullStore(t: TestContext, engine: TestEngine): Promise<OpenedStore & { made: Samples }> {
  const opened = await freshStore(t, engine)
  const { store, database } = opened
  const made = await change(store, 'org_a', async (writer) => {
    const all = await insertOneOfEach(writer, 'one')
    await writer.update('plan', sampleOf(all, 'plan'), { name: 'full gold' })
    // Refers to what comes after it.
    const later = await writer.insert('environment', { ...sample('environment', 'later', new Map()) })
    await writer.update('environment', sampleOf(all, 'environment'), { promotesFromId: later.id })
    return all
  })
  await change(store, 'org_b', (writer) => insertOneOfEach(writer, 'other'))
  await store.keepSecret('pepper', 'v1.sealed')
  const { id: apiId } = await change(store, 'org_a', (writer) =>
    writer.update('api', sampleOf(made, 'api'), { payloadCapture: 'full' }),
  )
  // More than are read or written at once.
  const kept = Array.from({ length: 20 }, (_, index) => keptRequest(`call ${index}`, apiId))
  await store.keepRequests(kept, { countMax: 50, bytesMax: 1_000_000, seal: (body) => `sealed ${body}` })
  await store.lease('work', 'somebody', 60_000)
  const at = new Date(1_700_000_000_123)
  for (const [id, verified] of [
    ['u1', true],
    ['u2', false],
  ] as const)
    await database.db
      .insertInto('auth_user')
      .values({ id, name: id, email: `${id}@x`, email_verified: verified, created_at: at, updated_at: at })
      .execute()
  return { ...opened, made }
}

async function emptyStore(t: TestContext, engine: TestEngine): Promise<OpenedStore> {
  return await openStore(t, await engine.freshLocation(t))
}

async function linesOf({ store }: OpenedStore): Promise<string[]> {
  return await Array.fromAsync(store.dump())
}

/** Without what differs by intent: when it was made, the version, the check sum. */
function comparable(lines: readonly string[]): string[] {
  const counter = lines.findIndex((line) => line.startsWith('{"table":"version_counter"'))
  return lines
    .slice(1, -1)
    .filter((_, index) => index !== counter)
    .toSorted()
}

async function* stream(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}

/** Changed, with a check sum that holds: what a careful forger, or a newer program, would write. */
function sealed(lines: readonly string[], changes: Readonly<Record<string, string>>): string[] {
  const changed = lines.map((line) =>
    Object.entries(changes).reduce((text, [before, after]) => text.replace(before, after), line),
  )
  const end = JSON.parse(changed.at(-1) ?? '{}') as Record<string, unknown>
  const before = changed.slice(0, -1)
  const sha256 = createHash('sha256')
    .update(`${before.join('\n')}\n`)
    .digest('hex')
  return [...before, JSON.stringify({ ...end, sha256 })]
}
