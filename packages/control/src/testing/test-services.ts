import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Actor, Grant } from '../access/actor.ts'
import { createAuthentication } from '../access/authentication/authentication.ts'
import type { Authentication, AuthenticationOptions } from '../access/authentication/authentication-contract.ts'
import { baseUrl } from '../access/authentication/testing/test-browser.ts'
import type { RoleName } from '../access/permissions.ts'
import { keptBodyReader } from '../analytics/exporters/kept-body.ts'
import { exporterOpener } from '../analytics/exporters/open-exporter.ts'
import { lazyAnalyticsStore } from '../analytics/lazy-analytics-store.ts'
import { openAnalyticsStore } from '../analytics/store/open-analytics-store.ts'
import { createPolicyCatalogue } from '../config/policy-catalogue.ts'
import type { MailMessage } from '../mail/mailer.ts'
import { countedStore } from '../metrics/counted-store.ts'
import { UsageMetrics } from '../metrics/usage-metrics.ts'
import { Playground } from '../playground/playground.ts'
import { openBench } from '../policy-bench/open-bench.ts'
import { AlertSender } from '../quota-state/alert-sender.ts'
import { LiveCounters } from '../quota-state/live-counters.ts'
import { createVault } from '../secrets/vault.ts'
import { activatePerson } from '../services/person/activate.ts'
import { isAllowedPerson } from '../services/person/is-allowed.ts'
import { isExpectedPerson } from '../services/person/is-expected.ts'
import type { Services, Verb } from '../services/verb.ts'
import type { Database } from '../storage/database.ts'
import type { Kind, Records } from '../storage/records.ts'
import type { NewRecord, Reader } from '../storage/store.ts'
import { freshStore, sqliteEngine, type TestContext, type TestEngine } from './stores.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { wordCountPolicy } from './word-count-policy.ts'

export interface TestServices {
  readonly services: Services
  readonly authentication: Authentication
  readonly database: Database
  /** What was mailed. */
  readonly mails: readonly MailMessage[]
  /** The organisation `org_a`; there is an `org_b` besides. */
  readonly reader: Reader
  /** Somebody with a role everywhere, or with these grants. */
  verbAs(who: RoleName | readonly Grant[], options?: Partial<Actor & Pick<Verb, 'expectedRevision'>>): Verb
  readonly admin: Verb
  /** Writes a record past the verbs. */
  put<K extends Kind>(kind: K, record: NewRecord<Records[K]>, organisationId?: string): Promise<Records[K]>
}

/** What verbs work with, on a store and a log-in that are real: SQLite in a temporary folder unless another engine is given. */
export async function testServices(
  t: TestContext,
  options: Partial<Services> = {},
  engine: TestEngine = sqliteEngine,
): Promise<TestServices> {
  const { store, database } = await freshStore(t, engine, options.now)
  const mails: MailMessage[] = []
  const authentication = testLogIns(() => services, { database, mail: async (message) => void mails.push(message) })
  t.after(() => authentication.close())
  const policies = options.policies ?? createPolicyCatalogue([wordCountPolicy()])
  const bench = openBench(policies, {
    ...{ pepper: '00'.repeat(32), allowPrivateUpstreams: true, log: pino({ level: 'silent' }) },
    serviceSecretsFile: join(temporaryFolder(t), 'service-secrets.json'),
  })
  t.after(() => bench.close())
  const vault = options.vault ?? createVault(randomBytes(32))
  const log = pino({ level: 'silent' })
  const now = options.now ?? Date.now
  const usageMetrics = new UsageMetrics(now())
  // Opened by the tests that use it.
  const usageStore = lazyAnalyticsStore(() =>
    openAnalyticsStore({ location: join(temporaryFolder(t), 'usage.db'), onIdleError: () => undefined }),
  )
  const analytics = countedStore(usageStore, usageMetrics)
  t.after(() => analytics.close())
  const mailer = { send: async (message: MailMessage) => void mails.push(message) }
  const services: Services = {
    store,
    vault,
    pepper: '00'.repeat(32),
    policies,
    bench,
    playground: new Playground({ findGateway: async () => undefined }),
    findConnection: async () => ({ gatewayUrl: null, certificate: null }),
    authentication,
    identityProviders: [],
    sendsMail: true,
    localToken: null,
    allowPrivateUpstreams: true,
    managedFile: null,
    link: null,
    analytics,
    usageMetrics,
    openExporter: exporterOpener(vault, {
      ...{ allowPrivate: true, hostname: 'test', now },
      keptBody: keptBodyReader({ store, vault }),
    }),
    liveCounters: new LiveCounters({ states: store.counterStates, log, now }),
    alertSender: new AlertSender({ store, vault, mailer, allowPrivate: true, log, now }),
    now,
    log,
    ...options,
  }
  const verbAs: TestServices['verbAs'] = (who, { expectedRevision, ...actor } = {}) => ({
    ...services,
    expectedRevision,
    actor: { ...actorWith(who), ...actor },
  })
  const system = { actor: { kind: 'system', id: null, name: 'test' }, verb: 'test', from: 'test' } as const
  const put: TestServices['put'] = (kind, record, organisationId = 'org_a') =>
    store.change({ ...system, organisationId, requestId: null }, (writer) => writer.insert(kind, record))
  const reader = store.read('org_a')
  return { services, authentication, database, mails, reader, verbAs, admin: verbAs('admin'), put }
}

function testLogIns(
  services: () => Services,
  options: Pick<AuthenticationOptions, 'database' | 'mail'>,
): Authentication {
  const nothing = () => undefined
  return createAuthentication({
    ...options,
    baseUrl,
    secret: 'a-secret-of-the-tests-that-is-long-enough-0123456789',
    people: {
      isAllowed: (authUserId) => isAllowedPerson(services(), authUserId),
      isExpected: (identity) => isExpectedPerson(services(), identity),
      welcome: (arrival) => activatePerson(services(), arrival),
    },
    log: { info: nothing, warn: nothing, error: nothing },
  })
}

function actorWith(who: RoleName | readonly Grant[]): Actor {
  return {
    organisationId: 'org_a',
    audit: { kind: 'person', id: 'per_test', name: 'Test' },
    personId: null,
    grants: typeof who === 'string' ? [{ role: who, scope: { kind: 'organisation' } }] : who,
    teamIds: [],
    readOnly: false,
    from: 'test',
    requestId: null,
  }
}
