// Long because it is a contract: what every Store does with records and changes, over each engine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertOneOfEach, kinds, sample, sampleOf } from '../testing/sample-records.ts'
import { change, context, freshStore, openStore, type TestEngine } from '../testing/stores.ts'
import type { Pack } from './dialects/read-view.ts'
import type { Kind, PlanRecord, RecordBase } from './records.ts'
import {
  InvalidCursor,
  type NewRecord,
  ReferenceViolation,
  StaleRecord,
  UniqueViolation,
  UnstorableValue,
  type Where,
  type Writer,
} from './store.ts'
import { tables } from './tables.ts'

const noOthers = new Map<Kind, RecordBase>()

export function plan(name: string): NewRecord<PlanRecord> {
  return { ...sample('plan', name, noOthers), name, description: '', limits: [] }
}

export function storeContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`

  test(named('every kind comes back as it was stored, changed and removed'), async (t) => {
    const { store } = await freshStore(t, engine, () => 1_800_000_000_000)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const reader = store.read('org_a')
    for (const kind of kinds) {
      const record = sampleOf(made, kind)
      const base = { organisationId: 'org_a', revision: 1, createdAt: 1_800_000_000_000, updatedAt: 1_800_000_000_000 }
      assert.deepEqual({ ...record, ...base }, record, kind)
      assert.match(record.id, new RegExp(`^${tables[kind].prefix}_[0-9a-f]{20}$`))
      assert.deepEqual(await reader.get(kind, record.id), record)
      assert.deepEqual(await reader.find(kind, {}), [record])
      assert.deepEqual(await reader.page(kind, { limit: 1 }), { items: [record], next: null })
      assert.equal(await reader.count(kind, {}), 1)
      assert.deepEqual(await store.recordsById(kind, [record.id, 'none']), [record])
      const all: RecordBase[] = []
      for await (const slice of store.everyRecord(kind)) all.push(...slice)
      assert.deepEqual(all, [record])
      const packs: Pack[] = []
      for await (const slice of store.everyPack(kind, ['organisationId', 'id'], {})) packs.push(...slice)
      const packed = JSON.stringify(['org_a', record.id])
      assert.deepEqual(packs, [{ organisationId: 'org_a', first: record.id, last: record.id, packed }], kind)
    }
    await change(store, 'org_a', async (writer) => {
      for (const kind of [...kinds].reverse()) await writer.remove(kind, sampleOf(made, kind))
    })
    for (const kind of kinds) assert.equal(await reader.count(kind, {}), 0, kind)
  })

  test(named('packs have every record that is so, of each organisation in the order of its ids'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made: Array<[string, string, string, string | null]> = []
    for (const organisationId of ['org_a', 'org_b'])
      await change(store, organisationId, async (writer) => {
        for (let index = 0; index < 70; index++) {
          const name = `"${index}" é`
          const description = index % 7 === 0 ? 'left out' : ['one', 'two'][index % 2]
          const models = index === 69 ? ['m'] : null
          const record = await writer.insert('plan', {
            ...plan(name),
            description: description ?? '',
            models,
            managedBy: null,
          })
          if (description !== 'left out' && models === null) made.push([organisationId, record.id, name, null])
        }
      })
    const packs: Pack[] = []
    const where = { description: ['one', 'two'], models: null }
    for await (const slice of store.everyPack('plan', ['organisationId', 'id', 'name', 'managedBy'], where))
      packs.push(...slice)
    const listed = packs.map(({ packed }) => JSON.parse(`[${packed}]`) as Array<[string, string, string, null]>)
    const byId = ([a, one]: readonly unknown[], [b, other]: readonly unknown[]) =>
      `${a} ${one}` < `${b} ${other}` ? -1 : 1
    assert.deepEqual(listed.flat(), made.sort(byId))
    for (const [index, { organisationId, first, last }] of packs.entries()) {
      const rows = listed[index] ?? []
      assert.ok(rows.length <= 50)
      assert.deepEqual([rows[0]?.[1], rows.at(-1)?.[1]], [first, last])
      assert.ok(rows.every((row) => row[0] === organisationId))
    }
    const having: string[] = []
    for await (const slice of store.everyRecord('plan', 'models')) having.push(...slice.map(({ name }) => name))
    assert.deepEqual(having, ['"69" é', '"69" é'])
  })

  test(
    named('an update changes what it names, counts a revision, and does nothing where nothing differs'),
    async (t) => {
      let now = 1_000
      const { store } = await freshStore(t, engine, () => now)
      const gold = await change(store, 'org_a', (writer) => writer.insert('plan', plan('gold')))
      now = 2_000
      const changed = await change(store, 'org_a', (writer) =>
        writer.update('plan', gold, { description: 'more', outputTokensMax: null, models: ['gpt'] }),
      )
      assert.deepEqual(changed, {
        ...gold,
        description: 'more',
        outputTokensMax: null,
        models: ['gpt'],
        revision: 2,
        updatedAt: 2_000,
      })
      assert.deepEqual(await store.read('org_a').get('plan', gold.id), changed)
      const version = await store.version()
      const same = await change(store, 'org_a', (writer) => writer.update('plan', changed, { models: ['gpt'] }))
      assert.equal(same, changed)
      assert.equal(await store.version(), version)
      const sneaky = { organisationId: 'org_b' } as Partial<PlanRecord>
      await assert.rejects(
        change(store, 'org_a', (writer) => writer.update('plan', changed, sneaky)),
        /the store's to change/,
      )
    },
  )

  test(named('another organisation reads and writes none of the records, of no kind, by no method'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const stranger = store.read('org_b')
    for (const kind of kinds) {
      const record = sampleOf(made, kind)
      const byId = { id: record.id } as Where<typeof record>
      const byOrganisation = { organisationId: 'org_a' } as Where<typeof record>
      assert.equal(await stranger.get(kind, record.id), undefined)
      for (const where of [{}, byId, byOrganisation]) {
        assert.deepEqual(await stranger.find(kind, where), [])
        assert.deepEqual((await stranger.page(kind, { where, limit: 10 })).items, [])
        assert.equal(await stranger.count(kind, where), 0)
      }
      await change(store, 'org_b', async (writer) => {
        assert.equal(await writer.get(kind, record.id), undefined)
        assert.deepEqual(await writer.find(kind, byId), [])
        assert.deepEqual((await writer.page(kind, { limit: 10 })).items, [])
        assert.equal(await writer.count(kind, byId), 0)
      })
      const [text] = Object.keys(tables[kind].columns)
      const update = { [text ?? '']: `stolen ${kind}` } as Partial<typeof record>
      await assert.rejects(
        change(store, 'org_b', (writer) => writer.update(kind, record, update)),
        StaleRecord,
      )
      await assert.rejects(
        change(store, 'org_b', (writer) => writer.remove(kind, record)),
        StaleRecord,
      )
      assert.deepEqual(await store.read('org_a').get(kind, record.id), record)
    }
    assert.deepEqual((await store.auditPage('org_b', { limit: 10 })).items, [])
  })

  test(named('a record cannot refer to another organisation’s, nor to what is not there'), async (t) => {
    const { store } = await freshStore(t, engine)
    const theirs = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'theirs'))
    const own = await change(store, 'org_b', (writer) => insertOneOfEach(writer, 'own'))
    for (const kind of kinds)
      for (const [property, referred] of Object.entries(tables[kind].references ?? {}))
        for (const id of [sampleOf(theirs, referred).id, 'nobody']) {
          const missing = { name: 'Error', kind, reason: 'missing' }
          const stolen = { ...sample(kind, 'new', own), [property]: id } as NewRecord<RecordBase>
          const isTaken = tables[kind].unique?.some((columns) =>
            columns.every((column) => column !== property && column in (tables[kind].references ?? {})),
          )
          const inserted = change(store, 'org_b', (writer) => writer.insert(kind, stolen as never))
          await assert.rejects(inserted, isTaken === true ? UniqueViolation : missing, `${kind}.${property}`)
          const update = { [property]: id } as never
          const updated = change(store, 'org_b', (writer) => writer.update(kind, sampleOf(own, kind), update))
          await assert.rejects(updated, missing, `${kind}.${property}`)
        }
  })

  test(named('what is referred to cannot be removed'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const referred = new Set(
      kinds.flatMap((kind) =>
        Object.entries(tables[kind].references ?? {})
          .filter(([, other]) => other !== kind)
          .map(([, other]) => other),
      ),
    )
    for (const kind of referred)
      await assert.rejects(
        change(store, 'org_a', (writer) => writer.remove(kind, sampleOf(made, kind))),
        (error) => error instanceof ReferenceViolation && error.kind === kind && error.reason === 'in-use',
      )
  })

  test(named('what is taken says which columns of which kind'), async (t) => {
    const { store } = await freshStore(t, engine)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const other = await change(store, 'org_b', (writer) => insertOneOfEach(writer, 'other'))
    for (const kind of kinds)
      for (const unique of tables[kind].unique ?? []) {
        const isEverywhere = unique[0] === 'everywhere'
        const columns = isEverywhere ? unique.slice(1) : unique
        const taken = Object.fromEntries(
          columns.map((property) => [property, Reflect.get(sampleOf(made, kind), property)]),
        )
        const isTaken = (error: unknown) =>
          error instanceof UniqueViolation && error.kind === kind && error.columns.join() === columns.join()
        const record = { ...sample(kind, 'two', made), ...taken }
        await assert.rejects(
          change(store, 'org_a', (writer) => writer.insert(kind, record as never)),
          isTaken,
          `${kind} ${unique}`,
        )
        const elsewhere = () =>
          change(store, 'org_b', (writer) => updateFresh(writer, kind, sampleOf(other, kind).id, taken))
        if (isEverywhere) await assert.rejects(elsewhere(), isTaken)
        else if (!columns.some((property) => property in (tables[kind].references ?? {}))) await elsewhere()
      }
    const again = { ...plan('again'), id: sampleOf(made, 'plan').id }
    await assert.rejects(
      change(store, 'org_a', (writer) => writer.insert('plan', again)),
      (error) => error instanceof UniqueViolation && error.columns.join() === 'id',
    )
  })

  test(named('a change that caught a violation is lost all the same'), async (t) => {
    const { store } = await freshStore(t, engine)
    const lost = change(store, 'org_a', async (writer) => {
      await writer.insert('plan', plan('gold'))
      await writer.insert('plan', plan('gold')).catch(() => undefined)
    })
    await assert.rejects(lost, UniqueViolation)
    const lostToo = change(store, 'org_a', async (writer) => {
      await writer.insert('plan', plan('gold'))
      await writer.insert('plan', plan('gold')).catch(() => undefined)
      await writer.insert('plan', plan('silver'))
    })
    await assert.rejects(lostToo, UniqueViolation)
    assert.equal(await store.read('org_a').count('plan', {}), 0)
    assert.equal(await store.version(), 0)
  })

  test(named('of two changes of one record the later is told that it is stale'), async (t) => {
    const { store } = await freshStore(t, engine)
    const gold = await change(store, 'org_a', (writer) => writer.insert('plan', plan('gold')))
    const results = await Promise.allSettled(
      ['one', 'two'].map((description) =>
        change(store, 'org_a', (writer) => writer.update('plan', gold, { description })),
      ),
    )
    const [failed] = results.filter((result) => result.status === 'rejected')
    assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1)
    assert.ok(failed?.status === 'rejected' && failed.reason instanceof StaleRecord && failed.reason.kind === 'plan')
    await change(store, 'org_a', async (writer) => {
      const [fresh] = await writer.find('plan', {})
      if (fresh !== undefined) await writer.remove('plan', fresh)
    })
    await assert.rejects(
      change(store, 'org_a', (writer) => writer.update('plan', gold, { name: 'x' })),
      StaleRecord,
    )
    await assert.rejects(
      change(store, 'org_a', (writer) => writer.remove('plan', gold)),
      StaleRecord,
    )
  })

  test(named('50 changes at once have 50 versions in a row, told in their order'), async (t) => {
    const { store, location } = await freshStore(t, engine)
    // As two control processes; SQLite belongs to one.
    const other = engine.name === 'postgres' ? (await openStore(t, location)).store : store
    const told: number[] = []
    for (const one of new Set([store, other])) one.onChange((version) => told.push(version))
    const numbers = Array.from({ length: 50 }, (_, index) => index)
    await Promise.all(
      numbers.map((number) =>
        change(number % 2 === 0 ? store : other, number % 3 === 0 ? 'org_a' : 'org_b', (writer) =>
          writer.insert('plan', plan(`plan ${number}`)),
        ),
      ),
    )
    const versions = numbers.map((number) => number + 1)
    assert.equal(await store.version(), 50)
    assert.deepEqual(
      (await store.touchedAfter(0))?.map(({ version }) => version),
      versions,
    )
    assert.deepEqual(
      told.toSorted((a, b) => a - b),
      versions,
    )
    for (const organisation of ['org_a', 'org_b']) assert.equal(await store.verifyAudit(organisation), undefined)
  })

  test(named('a change that fails leaves nothing: no record, version, audit entry or touched record'), async (t) => {
    const { store } = await freshStore(t, engine)
    const told: number[] = []
    store.onChange((version) => told.push(version))
    const failed = change(store, 'org_a', async (writer) => {
      await insertOneOfEach(writer, 'one')
      throw new Error('no')
    })
    await assert.rejects(failed, /^Error: no$/)
    for (const kind of kinds) assert.equal(await store.read('org_a').count(kind, {}), 0)
    assert.equal(await store.version(), 0)
    assert.deepEqual(await store.touchedAfter(0), [])
    assert.deepEqual((await store.auditPage('org_a', { limit: 10 })).items, [])
    assert.deepEqual(told, [])
    assert.equal(await change(store, 'org_a', async () => 'read only'), 'read only')
    assert.equal(await store.version(), 0)
    await change(store, 'org_a', (writer) => writer.insert('plan', plan('next')))
    assert.deepEqual(told, [1])
  })

  test(named('inside a change the store itself is not asked, and a change cannot begin'), async (t) => {
    const { store } = await freshStore(t, engine)
    await change(store, 'org_a', async (writer) => {
      await assert.rejects(store.version(), /only its writer/)
      await assert.rejects(store.read('org_a').count('plan', {}), /only its writer/)
      await assert.rejects(
        change(store, 'org_a', async () => undefined),
        /change inside a change/,
      )
      await writer.insert('plan', plan('gold'))
    })
    assert.equal(await store.version(), 1)
  })

  test(named('pages are whole and without repetition while records are added'), async (t) => {
    let now = 1_000
    const { store } = await freshStore(t, engine, () => now)
    const insert = (name: string) => change(store, 'org_a', (writer) => writer.insert('plan', plan(name)))
    const names = Array.from({ length: 25 }, (_, index) => `plan ${index}`)
    await change(store, 'org_a', async (writer) => {
      for (const name of names.slice(0, 10)) await writer.insert('plan', plan(name))
    })
    now = 2_000
    for (const name of names.slice(10)) await insert(name)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await store.read('org_a').page('plan', { limit: 4, ...(after === undefined ? {} : { after }) })
      seen.push(...page.items.map(({ name }) => name))
      after = page.next ?? undefined
      now += 1
      await insert(`new ${seen.length}`).catch(() => undefined)
      if (seen.length > 60) break
    } while (after !== undefined && seen.length < 40)
    assert.equal(new Set(seen).size, seen.length)
    assert.deepEqual(
      names.filter((name) => !seen.includes(name)),
      [],
    )
    for (const limit of [0, 201, Number.NaN])
      await assert.rejects(store.read('org_a').page('plan', { limit }), RangeError)
  })

  test(named('filters take values, lists and null, and lists of any length'), async (t) => {
    const { store } = await freshStore(t, engine)
    await change(store, 'org_a', async (writer) => {
      await writer.insert('plan', { ...plan('one'), outputTokensMax: 1, managedBy: null })
      await writer.insert('plan', { ...plan('two'), outputTokensMax: 2, managedBy: 'file' })
      await writer.insert('plan', { ...plan('none'), outputTokensMax: null, managedBy: 'file' })
    })
    const reader = store.read('org_a')
    const names = async (where: Where<PlanRecord>) => (await reader.find('plan', where)).map(({ name }) => name).sort()
    assert.deepEqual(await names({ outputTokensMax: 1 }), ['one'])
    assert.deepEqual(await names({ outputTokensMax: null }), ['none'])
    assert.deepEqual(await names({ outputTokensMax: [null, 2] }), ['none', 'two'])
    assert.deepEqual(await names({ outputTokensMax: [null] }), ['none'])
    assert.deepEqual(await names({ outputTokensMax: [] }), [])
    assert.deepEqual(await names({ managedBy: 'file', name: ['one', 'two'] }), ['two'])
    const many = [...Array.from({ length: 1_300 }, (_, index) => `x ${index}`), 'two', 'one', 'two', 'one']
    assert.deepEqual(await names({ name: many }), ['one', 'two'])
    assert.equal(await reader.count('plan', { name: many }), 2)
    await assert.rejects(reader.find('plan', { outputTokensMax: '1; drop table plan' as never }), UnstorableValue)
  })

  test(named('search finds the text itself, whatever is in it and however it is written'), async (t) => {
    const { store } = await freshStore(t, engine)
    const names = ['100% sure', '100 percent', 'a_b', 'aXb', "o'neil", 'back\\slash', 'UPPER', '"quoted"']
    await change(store, 'org_a', async (writer) => {
      for (const name of names) await writer.insert('plan', plan(name))
    })
    const search = async (text: string) => {
      const page = await store
        .read('org_a')
        .page('plan', { search: { columns: ['name', 'description'], text }, limit: 50 })
      return page.items.map(({ name }) => name)
    }
    const found = { '100%': ['100% sure'], a_b: ['a_b'], "'": ["o'neil"], '\\': ['back\\slash'], upper: ['UPPER'] }
    for (const [text, expected] of Object.entries(found)) assert.deepEqual(await search(text), expected)
    assert.deepEqual((await search('')).toSorted(), names.toSorted())
    assert.deepEqual(await search('"QUOTED"'), ['"quoted"'])
    assert.deepEqual(await search('\0'), [])
  })

  test(named('nothing that is passed in becomes SQL (AU-3)'), async (t) => {
    const { store } = await freshStore(t, engine)
    const mine = await change(store, 'org_a', (writer) => writer.insert('plan', plan('mine')))
    const reader = store.read('org_a')
    for (const text of injections) {
      assert.equal(await reader.get('plan', text), undefined)
      assert.deepEqual(await reader.find('plan', { name: text }), [])
      assert.deepEqual(await reader.find('plan', { name: [text, 'y'] }), [])
      const search = { columns: ['name'], text } as const
      assert.deepEqual((await reader.page('plan', { search, limit: 5 })).items, [])
      const column = { [text]: 'x' } as Where<PlanRecord>
      await assert.rejects(reader.find('plan', column), /^Error: plan has no /)
      await assert.rejects(
        reader.page('plan', { search: { columns: [text as 'name'], text: 'x' }, limit: 5 }),
        /plan has no/,
      )
      for (const after of [text, Buffer.from(text).toString('base64url'), cursor([text, text])])
        await assert.rejects(reader.page('plan', { after, limit: 5 }), InvalidCursor)
      assert.equal(await store.findByDigest('accessToken', text), undefined)
      assert.equal(await store.findPersonByAuthUser(text), undefined)
      assert.deepEqual(await store.recordsById('plan', [text]), [])
      assert.deepEqual((await store.auditPage(text, { limit: 5, verb: text, actorId: text, objectId: text })).items, [])
      assert.deepEqual(
        (await reader.page('plan', { after: cursor([0, text]), limit: 5 }).catch(() => ({ items: [mine] }))).items,
        [mine],
      )
    }
    for (const text of injections.filter((text) => !text.includes('\0'))) {
      const stored = await change(store, 'org_b', (writer) => writer.insert('plan', plan(text)))
      assert.equal((await store.read('org_b').get('plan', stored.id))?.name, text)
    }
    assert.deepEqual(await reader.find('plan', {}), [mine])
  })

  test(named('text that a database would change or refuse is refused by its column'), async (t) => {
    const { store } = await freshStore(t, engine)
    for (const name of ['a\0b', '\ud800', 'x\udfff'])
      await assert.rejects(
        change(store, 'org_a', (writer) => writer.insert('plan', plan(name))),
        (error) => error instanceof UnstorableValue && error.kind === 'plan' && error.property === 'name',
      )
    for (const outputTokensMax of [1.5, Number.NaN, 2 ** 60])
      await assert.rejects(
        change(store, 'org_a', (writer) => writer.insert('plan', { ...plan('x'), outputTokensMax })),
        UnstorableValue,
      )
    const unknown = { ...plan('x'), isAdmin: true }
    await assert.rejects(
      change(store, 'org_a', (writer) => writer.insert('plan', unknown)),
      /plan has no isAdmin/,
    )
  })

  test(named('touchedAfter tells what gateways must learn, and when it is too long ago to know'), async (t) => {
    const { store, database } = await freshStore(t, engine)
    const made = await change(store, 'org_a', (writer) => insertOneOfEach(writer, 'one'))
    const gold = sampleOf(made, 'plan')
    await change(store, 'org_a', async (writer) => {
      const one = await writer.update('plan', gold, { description: 'one' })
      await writer.update('plan', one, { description: 'two' })
    })
    const touched = await store.touchedAfter(0)
    const expected = kinds.filter((kind) => tables[kind].isInSnapshot).toSorted()
    assert.deepEqual(
      touched
        ?.filter(({ version }) => version === 1)
        .map(({ kind }) => kind)
        .toSorted(),
      expected,
    )
    const second = { version: 2, organisationId: 'org_a', kind: 'plan', id: gold.id }
    assert.deepEqual(await store.touchedAfter(1), [second])
    assert.deepEqual(await store.touchedAfter(2), [])
    assert.equal(await store.touchedAfter(3), undefined)
    await store.prune()
    assert.deepEqual(await store.touchedAfter(1), [second])
    await database.db.updateTable('version_counter').set({ version: 100_001 }).execute()
    await store.prune()
    assert.equal(await store.touchedAfter(0), undefined)
    assert.deepEqual(await store.touchedAfter(1), [second])
    assert.deepEqual(await store.touchedAfter(100_001), [])
  })

  test(named('organisations are listed, and one id is one organisation'), async (t) => {
    let now = 1
    const { store } = await freshStore(t, engine, () => now++)
    const again = await store.createOrganisation('Other name', 'org_a')
    assert.equal(again.name, 'A')
    const made = await store.createOrganisation('C')
    assert.match(made.id, /^org_[0-9a-f]{20}$/)
    assert.deepEqual(
      (await store.organisations()).map(({ name }) => name),
      ['A', 'B', 'C'],
    )
    const nowhere = store.change(context('org_none'), (writer) => writer.insert('plan', plan('x')))
    await assert.rejects(nowhere, ReferenceViolation)
  })
}

async function updateFresh(writer: Writer, kind: Kind, id: string, changes: object): Promise<void> {
  const record = await writer.get(kind, id)
  assert.ok(record)
  await writer.update(kind, record, changes)
}

const injections = [
  "' or 1=1 --",
  "'; drop table plan; --",
  'x") or 1=1; --',
  "\\' or 1=1 --",
  '$1',
  '?',
  '%',
  '{1}',
  '__proto__',
  'name" = name or "name',
  "x\0' or 1=1 --",
  "1' union select * from kept_secret --",
]

function cursor(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}
