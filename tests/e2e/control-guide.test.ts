import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startPostgres, type TestPostgres } from '@tollgate/control/testing/postgres'
import { FakeProvider } from '../fake-provider/fake-provider.ts'
import { asObject, asObjects } from '../fake-provider/json-value.ts'
import { agentProvider } from '../fake-provider/scenarios/agent-provider.ts'
import { askGateway, type MadeKey, makeKey, untilAnswered } from '../harness/api-by-rest.ts'
import type { CallAnswer } from '../harness/call.ts'
import { RestClient, type RestPlace, textAt } from '../harness/rest-client.ts'
import { runCodex } from '../harness/run-codex.ts'
import { acceptInvitation, machineOf, signIn } from '../harness/sign-in.ts'
import { type RunningTollgate, startTollgate } from '../harness/start-tollgate.ts'

/** The seed guide's steps 1 and 2, played by REST as three people would, and then everything that may happen to what they made. */

const hello = 'The guide works by REST.'
const path = '/openai-by-rest/2.3.0'
const providerSecret = `sk-of-the-provider-${randomBytes(8).toString('hex')}`

for (const engine of ['sqlite', 'postgres'] as const)
  describe(`the guide on ${engine}`, () => {
    const adminPassword = randomBytes(12).toString('base64url')
    let postgres: TestPostgres | undefined
    let provider: FakeProvider
    let tollgate: RunningTollgate
    let place: RestPlace
    let admin: RestClient
    let publisher: RestClient
    let developer: RestClient
    let developerId: string
    let apiId: string
    let planId: string
    let applicationId: string
    let subscriptionId: string
    let key: MadeKey

    before(async () => {
      provider = await FakeProvider.start({ answer: agentProvider({ text: hello }) })
      postgres = engine === 'postgres' ? await startPostgres() : undefined
      const database = postgres === undefined ? {} : { DATABASE_URL: await postgres.freshDatabase() }
      tollgate = await startTollgate({
        environment: { TOLLGATE_ADMIN_PASSWORD: adminPassword, ...database },
      })
      const { consoleUrl } = JSON.parse(await readFile(join(tollgate.home, 'run', 'up.json'), 'utf8'))
      place = { url: consoleUrl, trusted: await readFile(tollgate.certificateFile, 'utf8') }
    })
    after(async () => {
      await tollgate?.[Symbol.asyncDispose]()
      await postgres?.stop()
      await provider?.stop()
    })

    const ask = (used: MadeKey = key) => askGateway(tollgate.httpUrl, path, used.key)
    /** What a change has to bring about at the gateway's socket, a second after it was acknowledged at the latest. */
    const inForce = (status: number, sentence = /./, used?: MadeKey) =>
      untilAnswered(
        () => ask(used),
        (answer: CallAnswer) => answer.status === status && sentence.test(answer.text),
      )
    const lifecycle = (action: string) => publisher.done('POST', `/apis/${apiId}/lifecycle`, { action })

    it('the administrator signs in with the password, and makes a token for machines', async () => {
      await assert.rejects(signIn(place, 'admin@tollgate.local', 'not the password'), /401/)
      const session = await signIn(place, 'admin@tollgate.local', adminPassword)
      assert.equal((await session.done('GET', '/me')).signedInBy, 'session')
      const foreign = await session.call(
        'POST',
        '/access-tokens',
        { name: 'x' },
        { origin: 'https://elsewhere.example' },
      )
      assert.equal(foreign.status, 403, 'a cookie from another site opens nothing')
      admin = await machineOf(session, 'guide')
      assert.equal((await admin.done('GET', '/me')).signedInBy, 'token')
      assert.equal((await new RestClient(place).call('GET', '/me')).status, 401)
    })

    it('invites a publisher and a developer, who accept and sign in', async () => {
      publisher = await invited('pat@example.com', 'Pat', 'publisher')
      developer = await machineOf(await invited('dana@example.com', 'Dana', 'developer'), 'laptop')
      developerId = textAt(asObject((await developer.done('GET', '/me')).person), 'id')
      assert.equal((await developer.call('POST', '/apis', {})).status, 403)
    })

    it('step 1: the publisher makes the API with endpoint URL and key, tries the endpoint, deploys and publishes', async () => {
      const providerId = await admin.made('POST', '/providers', { name: 'OpenAI by REST', type: 'openai' })
      planId = await publisher.made('POST', '/plans', { name: 'Guide plan' })
      const credential = { providerId, name: 'the key', secret: providerSecret, origin: provider.url }
      const credentialId = await publisher.made('POST', '/credentials', credential)
      const api = {
        name: 'OpenAI by REST',
        context: '/openai-by-rest',
        version: '2.3.0',
        providerId,
        planIds: [planId],
      }
      const endpoints = { production: { url: provider.url, credentialId } }
      apiId = await publisher.made('POST', '/apis', { ...api, endpoints })
      const [endpoint] = asObjects((await publisher.done('GET', `/apis/${apiId}/endpoints`)).items)
      const tried = await publisher.done('POST', `/endpoints/${textAt(endpoint ?? {}, 'id')}/test`)
      assert.deepEqual([tried.ok, tried.status, tried.modelCount], [true, 200, 2])
      assert.equal(provider.requests.at(-1)?.header('authorization'), `Bearer ${providerSecret}`)
      await publisher.done('POST', `/apis/${apiId}/deployments`, { note: 'the guide' })
    })

    it('before it is published nobody finds it, and a test key of the publisher opens it', async () => {
      const catalogue = await developer.done('GET', '/catalogue')
      assert.ok(!asObjects(catalogue.items).some(({ id }) => id === apiId))
      const made = await publisher.done('POST', `/apis/${apiId}/test-keys`, {})
      const testKey = { id: textAt(made, 'id'), key: textAt(made, 'key') }
      await inForce(200, /./, testKey)
      assert.equal((await ask({ id: '', key: 'tg_unknown' })).status, 404)
      const published = await lifecycle('publish')
      assert.equal(published.state, 'published')
    })

    it('step 2: the developer finds it, subscribes an application and makes a key', async () => {
      const found = await developer.done('GET', '/catalogue?search=by%20REST')
      assert.deepEqual(
        asObjects(found.items).map(({ id }) => id),
        [apiId],
      )
      assert.equal(asObjects(found.items)[0]?.path, path)
      applicationId = await developer.made('POST', '/applications', { name: 'My agents' })
      const subscription = await developer.done('POST', `/applications/${applicationId}/subscriptions`, { apiId })
      assert.deepEqual([subscription.state, subscription.planId], ['active', planId])
      subscriptionId = textAt(subscription, 'id')
      key = await makeKey(developer, applicationId)
      await inForce(200)
      const shown = await developer.call('GET', `/keys/${key.id}`)
      assert.ok(!shown.text.includes(key.key), 'a key is shown once')
    })

    it('the real Codex works with that key', async () => {
      const certificate = { file: tollgate.certificateFile, by: 'SSL_CERT_FILE' } as const
      const baseUrl = `${tollgate.httpsUrl}${path}`
      const run = await runCodex({ version: '0.169.0', baseUrl, key: key.key, certificate })
      assert.deepEqual([run.exitCode, run.messages], [0, [hello]], run.stdout + run.stderr)
      const last = provider.requests.at(-1)
      assert.equal(last?.header('authorization'), `Bearer ${providerSecret}`)
    })

    it('block, unblock, deprecate: in force within a second of the answer', async () => {
      await lifecycle('block')
      await inForce(403, /This API is blocked for now/)
      await lifecycle('unblock')
      await inForce(200)
      await lifecycle('deprecate')
      await inForce(200)
      const other = await developer.made('POST', '/applications', { name: 'Too late' })
      assert.equal((await developer.call('POST', `/applications/${other}/subscriptions`, { apiId })).status, 409)
      await lifecycle('publish')
    })

    it('a sandbox key is told that there is no sandbox, and works once there is one', async () => {
      const sandbox = await makeKey(developer, applicationId, { name: 'sandbox', type: 'sandbox' })
      await inForce(403, /no sandbox endpoint/, sandbox)
      const endpoint = { stage: 'sandbox', url: provider.url, secret: 'sk-of-the-sandbox' }
      await publisher.done('POST', `/apis/${apiId}/endpoints`, endpoint)
      await publisher.done('POST', `/apis/${apiId}/deployments`, {})
      await inForce(200, /./, sandbox)
      assert.equal(provider.requests.at(-1)?.header('authorization'), 'Bearer sk-of-the-sandbox')
      await ask()
      assert.equal(provider.requests.at(-1)?.header('authorization'), `Bearer ${providerSecret}`)
    })

    it('a change of what somebody else changed meanwhile is a 412', async () => {
      const read = await publisher.call('GET', `/plans/${planId}`)
      const etag = String(read.headers.etag)
      const change = (description: string) =>
        publisher.call('PATCH', `/plans/${planId}`, { description }, { 'if-match': etag })
      assert.equal((await change('first')).status, 200)
      assert.equal((await change('second')).status, 412)
      assert.equal((await publisher.done('GET', `/plans/${planId}`)).description, 'first')
    })

    it('a blocked subscription refuses its calls, until it is unblocked', async () => {
      await publisher.done('POST', `/subscriptions/${subscriptionId}/block`)
      await inForce(403, /The subscription of My agents .* is blocked/)
      await publisher.done('POST', `/subscriptions/${subscriptionId}/unblock`)
      await inForce(200)
    })

    it("a suspended person's key is refused, and their token too", async () => {
      await admin.done('POST', `/people/${developerId}/suspend`)
      await inForce(401, /This API key is suspended/)
      assert.equal((await developer.call('GET', '/me')).status, 401)
      await admin.done('POST', `/people/${developerId}/reactivate`)
      await inForce(200)
    })

    it('a revoked key is a 401', async () => {
      await developer.done('POST', `/keys/${key.id}/revoke`)
      await inForce(401, /This API key was revoked/)
      const verified = await admin.done('GET', '/audit/verify')
      assert.equal(verified.isWhole, true)
    })

    async function invited(email: string, name: string, role: string): Promise<RestClient> {
      const invitation = await admin.done('POST', '/people', { email, name, roles: [role] })
      const password = randomBytes(12).toString('base64url')
      await acceptInvitation(place, textAt(invitation, 'invitationUrl'), password)
      return await signIn(place, email, password)
    }
  })
