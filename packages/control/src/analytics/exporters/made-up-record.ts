import { randomBytes } from 'node:crypto'
import type { UsageRecord } from '@tollgate/contract/usage-record'

const name = 'Tollgate test'

/** A call that was never made and used nothing, for a target that is tried. It says so wherever it has a name. */
export function madeUpRecord(at: number): UsageRecord {
  const nobody = {
    team: null,
    costCentre: null,
    person: null,
    identity: 'none',
    subscriptionId: null,
    plan: null,
  } as const
  return {
    ...{ v: 1, id: `test_${randomBytes(10).toString('hex')}`, at, outcome: 'answered', status: 200, refusal: null },
    caller: { ...nobody, applicationId: 'app_test', application: name, keyId: 'key_test', keyType: 'sandbox' },
    api: { id: 'api_test', name, version: '1' },
    ...{ provider: 'test', protocol: 'openai-responses', operation: 'POST /responses' },
    ...{ model: { asked: 'test', served: 'test' }, stream: false },
    agent: {
      ...{ name: null, userAgent: null, address: '127.0.0.1', metadata: null },
      ...{ session: null, thread: null, parent: null, subagent: null },
    },
    ...{ attempts: [], verdicts: [] },
    tools: null,
    usage: {
      ...{ inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
      ...{ totalTokens: 0, estimated: false, source: 'none' },
    },
    ...{ cost: null, unpriced: false, requestBytes: 0, responseBytes: 0 },
    ...{ firstByteMs: 1, totalMs: 1, configVersion: 0 },
  }
}
