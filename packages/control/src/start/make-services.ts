import { hostname } from 'node:os'
import { join } from 'node:path'
import { createAuthentication } from '../access/authentication/authentication.ts'
import type { Authentication, People } from '../access/authentication/authentication-contract.ts'
import { keptBodyReader } from '../analytics/exporters/kept-body.ts'
import { exporterOpener } from '../analytics/exporters/open-exporter.ts'
import { lazyAnalyticsStore } from '../analytics/lazy-analytics-store.ts'
import { openAnalyticsStore } from '../analytics/store/open-analytics-store.ts'
import { createMailer, type Mailer } from '../mail/mailer.ts'
import { countedStore } from '../metrics/counted-store.ts'
import { UsageMetrics } from '../metrics/usage-metrics.ts'
import { findConnection } from '../playground/find-connection.ts'
import { localGateway } from '../playground/local-gateway.ts'
import { Playground } from '../playground/playground.ts'
import { openBench } from '../policy-bench/open-bench.ts'
import { AlertSender } from '../quota-state/alert-sender.ts'
import { LiveCounters } from '../quota-state/live-counters.ts'
import { activatePerson } from '../services/person/activate.ts'
import { isAllowedPerson } from '../services/person/is-allowed.ts'
import { isExpectedPerson } from '../services/person/is-expected.ts'
import type { ControlLink, Services } from '../services/verb.ts'
import { type Foundation, keptSecret } from './foundation.ts'
import type { ServeContext } from './serve-context.ts'

interface Place {
  readonly foundation: Foundation
  /** Where people reach this; known once the port is. */
  readonly consoleUrl: string
  /** Where gateways of other machines do. */
  readonly link: ControlLink | null
  /** Hex: what the CLI presents on this machine. */
  readonly localToken: string | null
}

type Context = Pick<ServeContext, 'settings' | 'policies' | 'log'>

/** What all verbs work with. The log-in asks the verbs who somebody is, and the verbs ask the log-in for sessions: made together. */
export async function makeServices(
  context: Context,
  place: Place,
): Promise<{ readonly services: Services; readonly authentication: Authentication }> {
  const { settings, policies, log } = context
  const { store, vault, pepper } = place.foundation
  const people: People = {
    isAllowed: (authUserId) => isAllowedPerson(services, authUserId),
    isExpected: (identity) => isExpectedPerson(services, identity),
    welcome: (arrival) => activatePerson(services, arrival),
  }
  const mailer = settings.mail === undefined ? undefined : createMailer(settings.mail)
  const authentication = await makeAuthentication(context, place, { people, mailer })
  const usageMetrics = new UsageMetrics(Date.now())
  const analytics = lazyAnalyticsStore(() =>
    openAnalyticsStore({
      location: settings.usageLocation,
      onIdleError: (error) => log.warn({ reason: error.message }, 'a connection to the store of usage was lost'),
    }),
  )
  const services: Services = {
    store,
    vault,
    pepper,
    policies,
    bench: openBench(policies, {
      ...{ pepper, log, allowPrivateUpstreams: settings.allowPrivateUpstreams },
      serviceSecretsFile: join(settings.home, 'gateway', 'service-secrets.json'),
    }),
    playground: new Playground({ findGateway: () => localGateway(settings.home) }),
    findConnection: () => findConnection(settings),
    authentication,
    identityProviders: identityProviders(settings),
    sendsMail: settings.mail !== undefined,
    localToken: place.localToken,
    analytics: countedStore(analytics, usageMetrics),
    usageMetrics,
    openExporter: exporterOpener(vault, {
      ...{ allowPrivate: settings.allowPrivateUpstreams, hostname: hostname(), now: Date.now },
      keptBody: keptBodyReader({ store, vault }),
    }),
    liveCounters: new LiveCounters({ states: store.counterStates, log, now: Date.now }),
    alertSender: new AlertSender({
      ...{ store, vault, mailer, log, now: Date.now },
      allowPrivate: settings.allowPrivateUpstreams,
    }),
    allowPrivateUpstreams: settings.allowPrivateUpstreams,
    managedFile: settings.configFile,
    link: place.link,
    now: Date.now,
    log,
  }
  return { services, authentication }
}

async function makeAuthentication(
  { settings, log }: Context,
  { foundation, consoleUrl }: Place,
  { people, mailer }: { people: People; mailer: Mailer | undefined },
) {
  const { port } = new URL(consoleUrl)
  return createAuthentication({
    database: foundation.database,
    baseUrl: consoleUrl,
    // The same console under the names that this machine has for itself.
    origins: ['localhost', '127.0.0.1', '[::1]'].map((host) => `https://${host}:${port === '' ? 443 : port}`),
    secret: await keptSecret(foundation, 'sessions'),
    people,
    ...(mailer === undefined ? {} : { mail: mailer.send }),
    oidc: identityProviders(settings),
    log: {
      info: (message) => log.info(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  })
}

function identityProviders({ oidc }: Context['settings']) {
  return oidc === undefined ? [] : [{ id: 'sso', ...oidc }]
}
