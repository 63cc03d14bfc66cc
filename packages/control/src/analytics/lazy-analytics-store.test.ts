import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import type { AnalyticsStore } from './analytics-store.ts'
import { lazyAnalyticsStore } from './lazy-analytics-store.ts'
import { openAnalyticsStore } from './store/open-analytics-store.ts'

const delivered = { delivered: 7, deadLetters: 0, lastError: null, lastErrorAt: null, lastDeliveryAt: null }

test('lazyAnalyticsStore opens once, at its first use, and again after it could not', async (t) => {
  const location = join(temporaryFolder(t), 'usage.db')
  let opened = 0
  const store: AnalyticsStore = lazyAnalyticsStore(() => {
    opened++
    if (opened === 1) return Promise.reject(new Error('the disk is full'))
    return openAnalyticsStore({ location, onIdleError: () => undefined })
  })
  assert.equal(opened, 0)
  await assert.rejects(store.bounds(), /the disk is full/)
  assert.deepEqual(await Promise.all([store.bounds(), store.bounds()]), [null, null])
  assert.equal(opened, 2)
  await store.keepExporterState('exp_1', delivered)
  assert.deepEqual(await store.exporterState('exp_1'), delivered)
  await store.close()
  await assert.rejects(store.bounds(), /is closed/)
  assert.equal(opened, 2)
})

test('lazyAnalyticsStore that was never used is closed without being opened', async () => {
  const store = lazyAnalyticsStore(() => Promise.reject(new Error('opened')))
  await store.close()
})
