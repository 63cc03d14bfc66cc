import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AlertChannelCreate, alertChannelCreateSchema } from '@tollgate/contract/resources/alert-channel'
import { alertChannelRoutes } from '../../http/resources/alert-channels.ts'
import { openTarget } from '../../quota-state/channel-target.ts'
import { refused } from '../../testing/refused.ts'
import { type TestServices, testServices } from '../../testing/test-services.ts'
import { createAlertChannel } from './create.ts'
import { listAlertChannels } from './list.ts'
import { removeAlertChannel } from './remove.ts'
import { testAlertChannel } from './send-test.ts'
import { updateAlertChannel } from './update.ts'

const url = 'https://hooks.example.com/T0/secret-part?token=1'
const secret = 'a-secret-of-16-letters'

function create({ admin }: TestServices, input: Partial<AlertChannelCreate>, verb = admin) {
  return createAlertChannel(verb, alertChannelCreateSchema.parse({ name: 'ops', type: 'webhook', ...input }))
}

test('createAlertChannel seals address and secret, and shows the origin alone', async (t) => {
  const fixtures = await testServices(t)
  const { services, admin } = fixtures
  const made = await create(fixtures, { url, secret })
  assert.equal(made.target, 'https://hooks.example.com')
  assert.deepEqual(openTarget(services.vault, made), { url, secret })
  const audit = JSON.stringify((await services.store.auditPage('org_a', { limit: 50 })).items)
  for (const hidden of ['secret-part', secret]) assert.equal(audit.includes(hidden), false)
  const body = { name: 'mail', type: 'email', recipients: ['ops@example.com'], isEnabled: true }
  for (const { operationId, run, answer } of alertChannelRoutes) {
    if (operationId === 'deleteAlertChannel' || operationId === 'testAlertChannel') continue
    const given = operationId === 'createAlertChannel' ? body : { isEnabled: false }
    const view = await run(admin, { params: { id: made.id }, query: { limit: 50 }, body: given })
    assert.deepEqual(answer?.parse(view), view, operationId)
    assert.doesNotMatch(JSON.stringify(view), /secret-part|a-secret/)
  }
})

test('createAlertChannel asks for what each type needs, and for nothing else', async (t) => {
  const fixtures = await testServices(t, { allowPrivateUpstreams: false })
  const recipients = ['ops@example.com']
  await refused(create(fixtures, { url }), 'invalid', /secret is missing/)
  await refused(create(fixtures, { secret }), 'invalid', /url is missing/)
  await refused(create(fixtures, { type: 'slack', url, secret }), 'invalid', /secret is of webhook only/)
  await refused(create(fixtures, { url, secret, recipients }), 'invalid', /recipients is of e-mail only/)
  await refused(create(fixtures, { type: 'email' }), 'invalid', /recipients is empty/)
  await refused(create(fixtures, { type: 'email', recipients, url }), 'invalid', /url is nothing that e-mail has/)
  const noMail = { ...fixtures.admin, sendsMail: false }
  await refused(create(fixtures, { type: 'email', recipients }, noMail), 'invalid', /needs a mail server/)
  for (const bad of ['http://localhost/x', 'http://10.0.0.1/x', 'ftp://a.example', 'https://u:p@a.example', 'x'])
    await refused(create(fixtures, { type: 'slack', url: bad }), 'invalid', /^url /)
  await refused(create(fixtures, { url, secret }, fixtures.verbAs('publisher')), 'forbidden', /settings:manage/)
  await create(fixtures, { url, secret })
  await refused(create(fixtures, { url, secret }), 'conflict', /There is an alert channel ops already/)
})

test('updateAlertChannel keeps what is not given; what is gone is not there', async (t) => {
  const fixtures = await testServices(t)
  const { admin, services } = fixtures
  const { id, revision } = await create(fixtures, { url, secret })
  const moved = await updateAlertChannel(admin, { id, changes: { url: 'https://other.example.com/x' } })
  assert.equal(moved.target, 'https://other.example.com')
  assert.deepEqual(openTarget(services.vault, moved), { url: 'https://other.example.com/x', secret })
  const same = await updateAlertChannel(admin, { id, changes: { secret } })
  assert.deepEqual([moved.revision, same.revision], [revision + 1, revision + 1])
  await removeAlertChannel(admin, id)
  await refused(removeAlertChannel(admin, id), 'not-found', /no alert channel/)
  assert.deepEqual((await listAlertChannels(admin, { limit: 10 })).items, [])
})

test('testAlertChannel sends now, and says why where it is not taken', async (t) => {
  const fixtures = await testServices(t)
  const { admin, mails } = fixtures
  const mail = await create(fixtures, { name: 'mail', type: 'email', recipients: ['ops@example.com'] })
  assert.equal(await testAlertChannel(admin, mail.id), undefined)
  assert.deepEqual(
    mails.map(({ to, text }) => [to, text]),
    [['ops@example.com', 'This is a test of the alert channel mail: nothing is used up.\n']],
  )
  const nobody = await create(fixtures, { name: 'nobody', type: 'slack', url: 'http://127.0.0.1:9/x' })
  assert.match((await testAlertChannel(admin, nobody.id)) ?? '', /^127\.0\.0\.1:9 refuses connections/)
  const { items } = await listAlertChannels(admin, { limit: 10 })
  assert.deepEqual(
    items.map(({ state }) => state?.error?.slice(0, 11) ?? null),
    [null, '127.0.0.1:9'],
  )
})
