import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshStore, type TestEngine } from '../testing/stores.ts'
import { ExporterBook } from './exporter-book.ts'

export function exporterBookContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`
  const letters = (...numbers: number[]) => numbers.map((number) => ({ number, recordId: `req_${number}` }))

  test(named('exporters: their health is what was noted last, whatever a target says'), async (t) => {
    const { store } = await freshStore(t, engine)
    const { exporters } = store
    const version = await store.version()
    assert.deepEqual(await exporters.healths([]), [])
    const said = { exporterId: 'exp_a', error: null, errorAt: null }
    await exporters.noteHealth({ ...said, status: 'delivering' })
    await exporters.noteHealth({ ...said, status: 'failing', error: `no\0 \ud800${'x'.repeat(900)}`, errorAt: 7 })
    const [health, ...others] = await exporters.healths(['exp_a', 'exp_b'])
    assert.deepEqual([health?.status, health?.errorAt, health?.error?.slice(0, 5)], ['failing', 7, 'no\uFFFD \uFFFD'])
    assert.equal(health?.error?.length, 500)
    assert.deepEqual(others, [])
    await exporters.forget('exp_a')
    assert.deepEqual(await exporters.healths(['exp_a']), [])
    assert.equal(await store.version(), version)
  })

  test(named('dead letters: each once, by page, queued and dropped, of one exporter alone'), async (t) => {
    const { exporters } = (await freshStore(t, engine)).store
    await exporters.bury('exp_a', letters(3, 1, 2), { reason: 'why', at: 5 })
    await exporters.bury('exp_b', letters(1), { reason: 'why', at: 5 })
    const first = await exporters.letters('exp_a', { after: 0, limit: 2 })
    assert.deepEqual([first.items.map(({ recordId }) => recordId), first.next], [['req_1', 'req_2'], 2])
    const rest = await exporters.letters('exp_a', { after: first.next ?? 0, limit: 2 })
    assert.deepEqual([rest.items.map(({ number }) => number), rest.next], [[3], null])
    assert.equal(await exporters.queue('exp_a', ['req_2', 'req_9', '\0']), 1)
    assert.equal(await exporters.queue('exp_a', []), 0)
    assert.deepEqual(
      (await exporters.queued('exp_a', 10)).map(({ number, isQueued }) => [number, isQueued]),
      [[2, true]],
    )
    await exporters.bury('exp_a', letters(2), { reason: 'still', at: 9 })
    const again = await exporters.letters('exp_a', { after: 1, limit: 1 })
    assert.deepEqual(again.items, [{ number: 2, recordId: 'req_2', reason: 'still', at: 9, isQueued: false }])
    assert.equal(await exporters.queue('exp_a', undefined), 3)
    await exporters.drop('exp_a', 1)
    const counts = await exporters.letterCounts(['exp_a', 'exp_b', 'exp_c'])
    assert.deepEqual([...counts].toSorted(), [
      ['exp_a', 2],
      ['exp_b', 1],
    ])
    await exporters.forget('exp_a')
    assert.deepEqual([...(await exporters.letterCounts(['exp_a', 'exp_b']))], [['exp_b', 1]])
  })

  test(named('dead letters: the oldest make room'), async (t) => {
    const { database } = await freshStore(t, engine)
    const exporters = new ExporterBook(database.db, Date.now, 150)
    await exporters.bury('exp_b', letters(1), { reason: 'why', at: 5 })
    const many = Array.from({ length: 250 }, (_, index) => index + 1)
    await exporters.bury('exp_a', letters(...many), { reason: 'why', at: 5 })
    const { items } = await exporters.letters('exp_a', { after: 0, limit: 200 })
    assert.deepEqual([items.length, items[0]?.number], [150, 101])
    assert.equal((await exporters.letterCounts(['exp_b'])).get('exp_b'), 1)
  })
}
