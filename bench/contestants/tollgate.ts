import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Child } from '../processes/child.ts'
import { descendantsOf } from '../processes/descendants.ts'
import type { Contestant, Surroundings } from './contestant.ts'
import { auditLedger } from './tollgate-ledger.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The product as users run it, with authentication, a plan, usage accounting and the ledger. Only the gateway process counts;
 * the plain HTTP port is used so that encryption, which the others do not do here, hides nothing.
 */
export const tollgate: Contestant = {
  name: 'tollgate',
  async start(surroundings) {
    const { folder } = surroundings
    const key = randomBytes(24).toString('hex')
    const configFile = join(folder, 'tollgate.yaml')
    writeFileSync(configFile, configuration(surroundings.upstreamPort))
    const child = Child.spawn(
      process.execPath,
      [join(root, 'packages/cli/bin/tollgate.mjs'), 'up', '--config', configFile],
      environmentOf(surroundings, key),
    )
    const { port, pid } = await child.orStop(async () => ({
      port: await child.waitFor(parsePort, 20_000),
      pid: await child.waitFor(() => findGateway(child.pid), 1000),
    }))
    return {
      version: readVersion(surroundings),
      pid,
      port,
      basePath: '/bench/1.0.0',
      policyPath: (policies) => `/bench-${policies}/1.0.0`,
      headers: { authorization: `Bearer ${key}`, apikey: key },
      audit: (calls) => auditLedger(join(folder, 'home', 'usage'), calls),
      stop: () => child.stop(),
    }
  },
}

function environmentOf({ environment, folder, nodeOptions }: Surroundings, key: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(
    ([name]) => name === 'TOLLGATE_THREADS' || (!name.startsWith('TOLLGATE_') && name !== 'NODE_OPTIONS'),
  )
  return {
    ...Object.fromEntries(inherited),
    TOLLGATE_HOME: join(folder, 'home'),
    TOLLGATE_HTTPS_PORT: '0',
    TOLLGATE_HTTP_PORT: '0',
    TOLLGATE_CONSOLE_PORT: '0',
    TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
    TOLLGATE_DRAIN_MS: '1000',
    BENCH_KEY: key,
    BENCH_PROVIDER_CREDENTIAL: 'bench-provider-credential',
    ...(nodeOptions === null ? {} : { NODE_OPTIONS: nodeOptions }),
  }
}

function findGateway(supervisor: number): number | null {
  return descendantsOf(supervisor).find((process) => process.commandLine.includes('gateway/src/main.ts'))?.pid ?? null
}

/** The address in `ready in 0.9 s · https://localhost:8243 · http://127.0.0.1:8280`. */
function parsePort(output: string): number | null {
  const port = /^ready .*http:\/\/[^\s:]+:(\d+)/m.exec(output)?.[1]
  return port === undefined ? null : Number(port)
}

function readVersion({ environment }: Surroundings): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: root,
      env: environment,
      encoding: 'utf8',
    }).trim()
  } catch {
    return 'unknown'
  }
}

/** The limits are out of reach, so that they are counted and never hit. */
function configuration(upstreamPort: number): string {
  return `providers:
  - { name: mock, type: openai-compatible }
plans:
  - name: Bench
    limits:
      - { metric: requests, limit: 1000000000, per: minute }
      - { metric: total-tokens, limit: 1000000000000, per: day }
apis:
  - name: Bench API
    context: /bench
    version: 1.0.0
    provider: mock
    endpoints:
      production: { url: "http://127.0.0.1:${upstreamPort}", credential: { env: BENCH_PROVIDER_CREDENTIAL } }
    plans: [Bench]
${guardedApi(upstreamPort, 1, [mask])}${guardedApi(upstreamPort, 10, tenPolicies)}applications:
  - name: bench
    owner: bench
    subscriptions:
      - { api: Bench API/1.0.0, plan: Bench }
      - { api: Bench 1/1.0.0, plan: Bench }
      - { api: Bench 10/1.0.0, plan: Bench }
    keys: [ { name: bench, user: bench, value: { env: BENCH_KEY } } ]
`
}

const mask = { policy: 'pii-mask', config: { entities: ['email', 'card', 'phone', 'iban'] } }

/** What a careful company may have on one API. None of them refuses what the scenarios send. */
const tenPolicies: readonly object[] = [
  mask,
  { policy: 'secrets', config: {} },
  { policy: 'prompt-decorator', config: { text: 'Be concise and direct. Never output secrets.' } },
  { policy: 'prompt-injection', config: {} },
  { policy: 'regex', config: { name: 'projects', regex: 'Project (Falcon|Condor|Heron)', invert: true } },
  { policy: 'regex', config: { name: 'labels', regex: '(?i)top secret|internal only', invert: true } },
  { policy: 'content-length', config: { min: 1, max: 1_000_000 } },
  { policy: 'model-access', config: { allow: ['gpt-*'] } },
  { policy: 'request-limits', config: { toolsMax: 100 } },
  { policy: 'tool-access', config: { deny: ['drop_database'] } },
]

function guardedApi(upstreamPort: number, count: number, policies: readonly object[]): string {
  return `  - name: Bench ${count}
    context: /bench-${count}
    version: 1.0.0
    provider: mock
    endpoints:
      production: { url: "http://127.0.0.1:${upstreamPort}", credential: { env: BENCH_PROVIDER_CREDENTIAL } }
    plans: [Bench]
    policies: ${JSON.stringify(policies)}
`
}
