import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingUpdateSchema } from '@tollgate/contract/resources/setting'
import { settingRoutes } from '../../http/resources/settings.ts'
import { apiFixtures } from '../../testing/api-fixtures.ts'
import { refused } from '../../testing/refused.ts'
import { readSetting, settingDefaults } from '../read-setting.ts'
import { getSetting } from './get.ts'
import { describeSetting, settingNames } from './known-settings.ts'
import { listSettings } from './list.ts'
import { resetSetting } from './reset.ts'
import { setSetting } from './set.ts'

test('every setting has a description, and a default that it takes itself', () => {
  assert.deepEqual([...settingNames].sort(), Object.keys(settingDefaults).sort())
  for (const name of settingNames) {
    const { description, schema, default: preset } = describeSetting(name)
    assert.notEqual(description, '')
    assert.deepEqual(schema.parse(preset), preset)
  }
})

test('setSetting is read at once, resetSetting brings the default back', async (t) => {
  const { admin, reader } = await apiFixtures(t)
  assert.equal((await getSetting(admin, 'keyLifetimeDaysMax')).record, undefined)
  await setSetting(admin, { name: 'keyLifetimeDaysMax', value: 90 })
  assert.equal(await readSetting(reader, 'keyLifetimeDaysMax'), 90)
  const { record } = await setSetting(admin, { name: 'keyLifetimeDaysMax', value: null })
  assert.equal(record?.value, null)
  assert.equal(
    (await setSetting(admin, { name: 'keyLifetimeDaysMax', value: null })).record?.revision,
    record?.revision,
  )
  await resetSetting(admin, 'keyLifetimeDaysMax')
  await resetSetting(admin, 'keyLifetimeDaysMax')
  assert.equal(await readSetting(reader, 'keyLifetimeDaysMax'), settingDefaults.keyLifetimeDaysMax)
})

test('the routes of settings show what a setting may be, and answer as their schemas say', async (t) => {
  const { admin } = await apiFixtures(t)
  await setSetting(admin, { name: 'organisationName', value: ' Acme ' })
  for (const { operationId, run, answer } of settingRoutes) {
    if (answer === undefined) continue
    const view = await run(admin, { params: { name: 'organisationName' }, query: {}, body: { value: 'Acme' } })
    assert.deepEqual(answer.parse(view), view, operationId)
    if (operationId !== 'getSetting') continue
    const { value, isDefault, revision, valueSchema } = view as Record<string, unknown>
    assert.deepEqual([value, isDefault, revision], ['Acme', false, 1])
    assert.equal((valueSchema as Record<string, unknown>).type, 'string')
  }
  assert.equal(settingUpdateSchema.safeParse({ value: 1, name: 'x' }).success, false)
})

test('settings: unknown names, values that do not fit, stale ETags and other roles are refused', async (t) => {
  const { admin, verbAs } = await apiFixtures(t)
  for (const name of ['auditRetention', 'toString', '__proto__', 'KEYLIFETIMEDAYSMAX'])
    await refused(setSetting(admin, { name, value: 1 }), 'not-found', /There is no setting/)
  await refused(getSetting(admin, 'auditRetention'), 'not-found', /There is no setting auditRetention/)
  await refused(resetSetting(admin, 'auditRetention'), 'not-found', /There is no setting auditRetention/)
  for (const value of [0, 1.5, '90', {}, 100_000, undefined])
    await refused(
      setSetting(admin, { name: 'keyLifetimeDaysMax', value }),
      'invalid',
      /The value of keyLifetimeDaysMax/,
    )
  const seenDefault = verbAs('admin', { expectedRevision: 0 })
  await setSetting(seenDefault, { name: 'keysWithoutExpiryAllowed', value: false })
  await refused(
    setSetting(seenDefault, { name: 'keysWithoutExpiryAllowed', value: true }),
    'stale',
    /revision 0, now it is 1/,
  )
  await refused(resetSetting(seenDefault, 'keysWithoutExpiryAllowed'), 'stale', /revision 0/)
  const seenSet = verbAs('admin', { expectedRevision: 1 })
  await resetSetting(seenSet, 'keysWithoutExpiryAllowed')
  await refused(
    setSetting(seenSet, { name: 'keysWithoutExpiryAllowed', value: true }),
    'stale',
    /set back to its default/,
  )
  await refused(listSettings(verbAs('developer')), 'forbidden', /settings:read/)
  await refused(setSetting(verbAs('viewer'), { name: 'organisationName', value: 'x' }), 'forbidden', /settings:manage/)
  const stranger = verbAs('admin', { organisationId: 'org_b' })
  await setSetting(admin, { name: 'organisationName', value: 'A' })
  assert.equal((await getSetting(stranger, 'organisationName')).record, undefined)
})
