import type { CompiledApi } from '../pipeline/compile.ts'
import { compileApi } from '../pipeline/compile.ts'
import { EventGate } from '../pipeline/event-gate.ts'
import type { Answer, PolicyDefinition } from '../pipeline/policy.ts'
import type { PolicyTools } from '../pipeline/policy-tools.ts'
import type { Refusal } from '../pipeline/refusal.ts'
import { runRequestHooks } from '../pipeline/run.ts'
import { openaiResponses } from '../protocols/openai-responses/openai-responses.ts'
import type { Protocol } from '../protocols/protocol.ts'
import { SseReader } from '../protocols/sse.ts'
import { testTools } from './policy-tools.ts'
import { apiRow, attachment } from './rows.ts'
import { type TestCall, testCall } from './test-exchange.ts'

type Json = Record<string, unknown>

interface Attached {
  readonly policy: PolicyDefinition
  readonly config?: unknown
  readonly mode?: 'enforce' | 'observe'
}

export interface PolicyTrial {
  readonly call: TestCall
  /** The request through the policies: the JSON that would be sent, or what came instead. */
  request(json: Json): Promise<Json | Refusal | Answer>
  /** A plain answer through the policies of the same call. */
  answer(json: unknown): Promise<unknown>
  /** Chunks of a stream through the policies of the same call: what the client gets, or the refusal that ended it. */
  stream(chunks: readonly Buffer[]): Promise<Buffer | Refusal>
}

/** Policies over one call without sockets: every verdict is in `call.x.verdicts`, every failure in `call.failures`. */
export function tryPolicies(
  attached: readonly Attached[],
  { protocol = openaiResponses, tools = testTools() }: { protocol?: Protocol; tools?: PolicyTools } = {},
): PolicyTrial {
  const policies = attached.map(({ policy, config = {}, mode = 'enforce' }, index) =>
    attachment(policy.name, { id: `pol_${index}`, config, mode }),
  )
  const definitions = attached.map(({ policy }) => policy)
  const row = apiRow('openai', { policies, protocols: [protocol.name] })
  const api: CompiledApi = compileApi(row, { policies: definitions, protocols: [protocol], tools, now: Date.now })
  const call = testCall(api, undefined, protocol)
  return {
    call,
    async request(json) {
      call.x.view = protocol.view(structuredClone(json))
      const stop = await runRequestHooks(api, call.x, call.log)
      return stop ?? call.x.view.json
    },
    async answer(json) {
      const gate = new EventGate(call, protocol.readAnswer({ stripUsage: false }))
      const passed = await gate.takeWhole(Buffer.from(JSON.stringify(json)))
      return Buffer.isBuffer(passed) ? JSON.parse(passed.toString()) : passed
    },
    async stream(chunks) {
      const gate = new EventGate(call, protocol.readAnswer({ stripUsage: false }))
      const reader = new SseReader(33_554_432)
      const out: Buffer[] = []
      for (const chunk of chunks) {
        const passed = await gate.take(reader.push(chunk))
        if (!Buffer.isBuffer(passed)) return passed
        out.push(passed)
      }
      return Buffer.concat(out)
    },
  }
}
