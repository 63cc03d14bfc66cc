import { httpGet } from '../gateway-probe/http-get.ts'
import { errorMessage, modelCount } from '../gateway-probe/read-answer.ts'
import { tlsAdvice } from '../gateway-probe/tls-advice.ts'
import { printable } from '../terminal/printable.ts'

export interface TestCall {
  readonly baseUrl: string
  readonly key: string
  readonly trustedFiles: readonly string[]
}

/** Whether a call with this key gets through, in one sentence. */
export async function testCall(call: TestCall): Promise<{ readonly ok: boolean; readonly sentence: string }> {
  const answer = await httpGet({ ...call, url: `${call.baseUrl}/models` })
  if (answer.kind === 'failed') {
    return {
      ok: false,
      sentence: `The gateway could not be called: ${tlsAdvice(answer.code) ?? printable(answer.message)}`,
    }
  }
  if (answer.status !== 200) {
    const message = printable(errorMessage(answer.body) ?? 'no reason given')
    return { ok: false, sentence: `The gateway answered ${answer.status}: ${message}` }
  }
  const count = modelCount(answer.body)
  const models = count === null ? 'a list of models' : `${count} model${count === 1 ? '' : 's'}`
  return { ok: true, sentence: `The gateway answered in ${answer.milliseconds} ms: ${models}` }
}
