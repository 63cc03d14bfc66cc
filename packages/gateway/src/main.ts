import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { GatewayReady, ProcessFailed } from '@tollgate/contract/process-messages'
import { pino } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { hostsOf, logLevelOf, portOf, rangesOf, requiredText, threadsOf, wholeNumberOf } from './environment.ts'
import { startGateway, usageDaysPreset } from './gateway.ts'
import { findControl } from './joining/find-control.ts'
import { policies } from './policies/index.ts'
import { protocols } from './protocols/protocols.ts'
import { startThreads } from './threads/start-threads.ts'

/** The gateway process: environment once → configuration source → listen → drain. Variables: docs/reference/environment.md. */

const { env } = process
const home = env.TOLLGATE_HOME ?? join(env.HOME ?? env.USERPROFILE ?? '.', '.tollgate')

function send(message: GatewayReady): void {
  if (process.connected === true) process.send?.(message)
}

try {
  const level = logLevelOf('TOLLGATE_LOG_LEVEL', env.TOLLGATE_LOG_LEVEL ?? 'info')
  const drainMs = wholeNumberOf('TOLLGATE_DRAIN_MS', env.TOLLGATE_DRAIN_MS ?? 30_000)
  const usageDays = wholeNumberOf('TOLLGATE_USAGE_DAYS', env.TOLLGATE_USAGE_DAYS ?? usageDaysPreset)
  const threads = threadsOf('TOLLGATE_THREADS', env.TOLLGATE_THREADS ?? 1, availableParallelism())
  const log = pino({ base: null, level }, pino.destination({ fd: 2, sync: true }))
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'))
  const { version: software } = manifest
  const certificate = {
    certificate: requiredText('TOLLGATE_TLS_CERTIFICATE', env.TOLLGATE_TLS_CERTIFICATE),
    key: requiredText('TOLLGATE_TLS_KEY', env.TOLLGATE_TLS_KEY),
  }
  // A join token is spent once: whatever else can be wrong is found out first.
  const trustedProxies = rangesOf('TOLLGATE_TRUSTED_PROXIES', env.TOLLGATE_TRUSTED_PROXIES)
  const control = await findControl({
    url: env.TOLLGATE_CONTROL_URL,
    token: env.TOLLGATE_CONTROL_TOKEN,
    joinToken: env.TOLLGATE_JOIN_TOKEN,
    name: (env.TOLLGATE_GATEWAY_NAME ?? '').trim() || null,
    software,
    joinedFile: join(home, 'gateway', 'joined.json'),
    onJoined: ({ name, environment, url }) => log.info({ name, environment, url }, 'this gateway has joined'),
  })
  const options = {
    listen: {
      https: {
        hosts: hostsOf(env.TOLLGATE_HTTPS_HOST, ['127.0.0.1', '::1']),
        port: portOf('TOLLGATE_HTTPS_PORT', env.TOLLGATE_HTTPS_PORT ?? 8243),
      },
      http: {
        hosts: hostsOf(env.TOLLGATE_HTTP_HOST, ['127.0.0.1']),
        port: portOf('TOLLGATE_HTTP_PORT', env.TOLLGATE_HTTP_PORT ?? 8280),
      },
    },
    certificate,
    control,
    lastGoodDirectory: join(home, 'last-good'),
    trustedProxies,
    software,
    usageDirectory: join(home, 'usage'),
    usageDays,
    redisUrl: env.REDIS_URL,
    serviceSecretsFile: join(home, 'gateway', 'service-secrets.json'),
    allowPrivateUpstreams: env.TOLLGATE_ALLOW_PRIVATE_UPSTREAMS === '1',
    policies,
    protocols,
    log,
  }
  const gateway = await (threads === 1 ? startGateway(options) : startThreads({ ...options, threads, logLevel: level }))
  send({ type: 'ready', ...gateway.ports, configVersion: gateway.configVersion() })
  let isStopping = false
  const stop = async (reason: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ reason, drainMs }, 'draining')
    await gateway.stop(drainMs).catch((error: unknown) => {
      process.exitCode = 1
      log.error({ err: error }, 'the gateway did not end cleanly')
    })
    process.exit()
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))
  process.on('disconnect', () => void stop('the supervisor is gone'))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  if (process.connected === true)
    process.send?.({ type: 'failed', message } satisfies ProcessFailed, () => process.exit(1))
  else {
    process.stderr.write(`${message}\n`)
    process.exit(1)
  }
}
