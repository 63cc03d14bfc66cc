import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TriedCallEvents } from '@tollgate/contract/resources/playground'
import type { GatewayPlace } from './gateway-place.ts'

export interface RelayedCall {
  readonly gateway: GatewayPlace
  /** With a slash in front. */
  readonly path: string
  readonly keyHeader: string | null
  readonly key: string
  readonly body: string
}

/** So long a key may be on its way to the gateway: a page makes one and uses it at once. */
const keyArrivesMs = 3_000
const askAgainMs = 150
/** More is not told: nobody reads it on a page. */
const answerBytesMax = 8 * 1024 * 1024

/** One call, told as it goes, as events of text/event-stream. Ends early where `signal` says so. */
export async function* relayCall(call: RelayedCall, signal: AbortSignal): AsyncGenerator<string> {
  const startedAt = performance.now()
  const ms = () => Math.round(performance.now() - startedAt)
  const response = await askUntilKnown(call, { signal, ms })
  yield event('head', headOf(response, ms()))
  let bytes = 0
  try {
    // Characters that are cut in two by the network are put together again.
    response.setEncoding('utf8')
    for await (const text of response as AsyncIterable<string>) {
      bytes += Buffer.byteLength(text)
      if (bytes > answerBytesMax) {
        yield event('failed', { reason: 'The answer is longer than is shown here: the rest was let go.', ms: ms() })
        return
      }
      yield event('text', text)
    }
    yield event('end', { ms: ms(), bytes })
  } catch {
    const reason = signal.aborted
      ? 'The call was stopped after the longest time that one may take here.'
      : 'The gateway broke the answer off: what came until then is above.'
    yield event('failed', { reason, ms: ms() })
  } finally {
    response.destroy()
  }
}

/** A key that was made a moment ago may not have reached the gateway yet. */
async function askUntilKnown(
  call: RelayedCall,
  { signal, ms }: { signal: AbortSignal; ms: () => number },
): Promise<IncomingMessage> {
  for (;;) {
    const response = await ask(call, signal)
    if (response.statusCode !== 401 || ms() > keyArrivesMs) return response
    response.destroy()
    await sleep(askAgainMs, undefined, { signal })
  }
}

async function ask(
  { gateway, path, keyHeader, key, body }: RelayedCall,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const asked = request(`${gateway.url}${path}`, {
    method: 'POST',
    signal,
    agent: false,
    ...trustOf(gateway),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'accept-encoding': 'identity',
      'user-agent': 'tollgate-playground',
      ...(keyHeader === null || keyHeader === 'authorization'
        ? { authorization: `Bearer ${key}` }
        : { [keyHeader]: key }),
    },
  })
  asked.end(body)
  const [response] = await once(asked, 'response')
  return response
}

/** The gateway beside us shows our certificate, under whatever name it was made for: nothing else is trusted there. */
function trustOf({ certificate }: GatewayPlace): RequestOptions {
  if (certificate === undefined) return {}
  return { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined }
}

function headOf(response: IncomingMessage, ms: number): TriedCallEvents['head'] {
  const headers = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value) => [name, value] as const),
  )
  const [requestId = null] = response.headersDistinct['x-request-id'] ?? []
  return { status: response.statusCode ?? 0, requestId, headers, ms }
}

function event<Name extends keyof TriedCallEvents>(name: Name, data: TriedCallEvents[Name]): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
