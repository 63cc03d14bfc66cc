import type { ApiRow } from '@tollgate/contract/snapshot'
import type { UsageRecord } from '@tollgate/contract/usage-record'
import type { Call } from '../pipeline/call.ts'
import { type CompiledApi, compileApi } from '../pipeline/compile.ts'
import { Exchange } from '../pipeline/exchange.ts'
import type { PolicyDefinition } from '../pipeline/policy.ts'
import type { Refusal } from '../pipeline/refusal.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { testTools } from './policy-tools.ts'
import { apiRow, applicationRow, attachment, keyRow, subscriptionRow } from './rows.ts'

export const clockOfTests = 1_763_842_440_000

/** An API with these policies attached in order, each in its mode; each needs a name of its own. */
export function compiledApi(
  attached: ReadonlyArray<readonly [definition: PolicyDefinition, mode?: 'enforce' | 'observe' | undefined]>,
  changes: Partial<ApiRow> = {},
): CompiledApi {
  const policies = attached.map(([{ name }, mode = 'enforce'], index) => attachment(name, { id: `pol_${index}`, mode }))
  const definitions = attached.map(([definition]) => definition)
  const row = apiRow('openai', { policies, protocols: ['openai-responses'], ...changes })
  return compileApi(row, {
    policies: definitions,
    protocols: [openaiResponses],
    tools: testTools(),
    now: () => clockOfTests,
  })
}

export function testExchange(
  api: CompiledApi,
  json?: Record<string, unknown>,
  protocol: Protocol = openaiResponses,
): Exchange {
  const x = new Exchange({
    id: 'x-1',
    api: api.row,
    caller: {
      key: keyRow('k'.repeat(32)),
      application: applicationRow('tests'),
      subscription: subscriptionRow('app_tests', api.row.id),
      plan: null,
    },
    protocol,
    operation: 'POST /responses',
    request: { method: 'POST', path: '/responses', query: '', headers: {}, rawHeaders: [], address: '127.0.0.1' },
    configVersion: 1,
  })
  if (json !== undefined) x.view = protocol.view(json)
  return x
}

/** A call whose parts can be looked at: what went to the ledger, to the log, and to the client as a refusal. */
export interface TestCall extends Call {
  readonly records: UsageRecord[]
  readonly failures: Array<{ policy: string; error: unknown }>
  readonly refusals: Refusal[]
}

/** For parts of the pipeline that never reach a provider or a client. */
export function testCall(
  api: CompiledApi,
  json?: Record<string, unknown>,
  protocol: Protocol = openaiResponses,
): TestCall {
  const records: UsageRecord[] = []
  const failures: TestCall['failures'] = []
  const refusals: Refusal[] = []
  return {
    records,
    failures,
    refusals,
    x: testExchange(api, json, protocol),
    api,
    body: { kind: 'none' },
    stripUsage: false,
    clientKind: 'other',
    client: outOfReach('the client'),
    upstream: outOfReach('the provider'),
    watch: outOfReach('the watch'),
    ledger: { append: (record) => records.push(record) },
    keptRequests: { note: () => {} },
    log: {
      policyFailed: (_x, policy, error) => failures.push({ policy, error }),
      attemptFailed: () => {},
      callFailed: () => {},
    },
    admit: () => undefined,
    admitTo: () => undefined,
    now: () => clockOfTests,
    random: () => 0,
    sendRefusal: (refusal) => refusals.push(refusal),
  }
}

/** Stands where nothing may come by. */
function outOfReach<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get() {
      throw new Error(`${what} is not part of this test`)
    },
  })
}
