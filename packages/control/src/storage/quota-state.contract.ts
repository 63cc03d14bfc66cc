import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ToldCounter } from '@tollgate/contract/counter-report'
import { freshStore, openStore, type TestEngine } from '../testing/stores.ts'
import { toldCounter } from '../testing/told-counter.ts'

export function quotaStateContract(engine: TestEngine): void {
  const named = (what: string) => `${engine.name}: ${what}`
  const said = (gatewayId: string, changes: Partial<ToldCounter> = {}, organisationId = 'org_a') => ({
    ...{ organisationId, gatewayId },
    counter: toldCounter(changes),
  })

  test(
    named('counter states: the newest of each gateway is kept, by organisation, until its window is over'),
    async (t) => {
      const { store } = await freshStore(t, engine)
      const { counterStates } = store
      const version = await store.version()
      await counterStates.note([said('gw_1', { used: 1, at: 10 }), said('gw_2', { used: 5, at: 10 })])
      await counterStates.note([said('gw_1', { used: 3, at: 12 }), said('gw_2', { used: 4, at: 9 })])
      await counterStates.note([said('gw_1', { used: 9 }, 'org_b')])
      await counterStates.note([said('gw_1', { id: 'other', ownerId: 'sub_b', resetsAt: 2_000_000 })])
      const used = async (where: Parameters<typeof counterStates.find>[1]) =>
        (await counterStates.find('org_a', where))
          .map(({ gatewayId, counter }) => `${gatewayId} ${counter.used}`)
          .toSorted()
      assert.deepEqual(await used({ ownerIds: ['sub_a'] }), ['gw_1 3', 'gw_2 5'])
      assert.deepEqual(await used({ counterIds: ['other', 'nowhere'] }), ['gw_1 1'])
      assert.deepEqual(await used({ ownerIds: [] }), [])
      await counterStates.prune(1_500_000)
      assert.deepEqual(await used({ ownerIds: ['sub_a', 'sub_b'] }), ['gw_1 1'])
      assert.equal(await store.version(), version)
    },
  )

  test(named('counter states: many are noted at once, by several processes'), async (t) => {
    const { store, location } = await freshStore(t, engine)
    const other = engine.name === 'postgres' ? (await openStore(t, location)).store : store
    const many = Array.from({ length: 350 }, (_, index) => said('gw_1', { id: `c ${index}`, at: 5 }))
    await Promise.all([store.counterStates.note(many), other.counterStates.note(many.toReversed())])
    assert.equal((await store.counterStates.find('org_a', { ownerIds: ['sub_a'] })).length, 350)
  })

  test(named('alerts: each percentage is raised once for a window, whoever comes first'), async (t) => {
    let now = 1_000
    const { store, location } = await freshStore(t, engine, () => now)
    const other = engine.name === 'postgres' ? (await openStore(t, location, () => now)).store : store
    const raise = (percents: number[], by = store, endsAt = 5_000) =>
      by.alerts.raise({ organisationId: 'org_a', counterId: 'c', percents, endsAt }, [
        { channelId: 'chan_a', alert: '{}', dueAt: now },
      ])
    const both = await Promise.all([raise([50]), raise([50], other), raise([50]), raise([50], other)])
    assert.equal(both.flat().length, 1)
    assert.equal((await raise([50])).length, 0)
    assert.equal((await raise([100, 50, 80])).length, 1)
    assert.equal((await raise([80, 50])).length, 0)
    now = 5_000
    assert.equal((await raise([80, 50], store, 9_000)).length, 1)
    assert.equal((await raise([80, 50], store, 9_000)).length, 0)
    assert.equal((await store.alerts.waiting('org_a')).get('chan_a'), 3)
    assert.equal((await store.alerts.waiting('org_b')).size, 0)
  })

  test(named('alerts: what is due is given to one, put off, dropped; a channel shows how it fared'), async (t) => {
    let now = 1_000
    const { store } = await freshStore(t, engine, () => now)
    const { alerts } = store
    const delivery = (channelId: string, dueAt: number) => ({ channelId, alert: '{"text":"ü"}', dueAt })
    const raised = { organisationId: 'org_a', counterId: 'c', percents: [50], endsAt: 9_000 }
    await alerts.raise(raised, [delivery('chan_a', 500), delivery('chan_b', 2_000)])
    const taken = (await Promise.all([alerts.takeDue(10, 1_500), alerts.takeDue(10, 1_500)])).flat()
    assert.deepEqual(
      taken.map(({ channelId, alert, attempts, dueAt }) => [channelId, alert, attempts, dueAt]),
      [['chan_a', '{"text":"ü"}', 0, 1_500]],
    )
    const id = taken[0]?.id ?? ''
    await alerts.putOff(id, { attempts: 1, dueAt: 3_000 })
    now = 2_500
    assert.deepEqual(
      (await alerts.takeDue(10, 4_000)).map(({ channelId }) => channelId),
      ['chan_b'],
    )
    now = 3_000
    assert.equal((await alerts.takeDue(10, 4_000))[0]?.attempts, 1)
    await alerts.drop(id)
    now = 10_000
    assert.deepEqual(
      (await alerts.takeDue(10, 11_000)).map(({ channelId }) => channelId),
      ['chan_b'],
    )
    await alerts.noteChannel('chan_a', 'no answer')
    now = 11_000
    assert.deepEqual(await alerts.channelStates(['chan_a', 'chan_x']), [
      { channelId: 'chan_a', sentAt: null, failedAt: 10_000, error: 'no answer' },
    ])
    await alerts.noteChannel('chan_a', null)
    const [state] = await alerts.channelStates(['chan_a'])
    assert.deepEqual([state?.sentAt, state?.failedAt, state?.error], [11_000, 10_000, null])
  })
}
