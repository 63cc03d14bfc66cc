import { errorRow } from '@tollgate/contract/errors'
import type { ApiRow } from '@tollgate/contract/snapshot'
import type { Refusal } from '../pipeline/refusal.ts'
import type { ClientKind } from './client-kind.ts'
import { renderOpenAi } from './openai.ts'
import { renderWso2 } from './wso2.ts'

/** A whole response. `headers` is a flat list of names and values, ready for `writeHead`. */
export interface RenderedRefusal {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: Buffer
}

export interface RefusalReader {
  readonly client: ClientKind
  readonly errorFormat: ApiRow['errorFormat']
  readonly requestId: string
  /** How the limits of the call stand, as headers. */
  readonly standings?: readonly string[]
}

/** A refusal as its reader understands it best: one clear sentence after as few requests as that client allows. */
export function renderRefusal(refusal: Refusal, reader: RefusalReader): RenderedRefusal {
  const shape = reader.errorFormat === 'wso2' ? renderWso2(refusal) : renderOpenAi(refusal, reader.client)
  const body = Buffer.from(JSON.stringify(shape.body))
  const headers = [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    'x-request-id',
    reader.requestId,
    'cache-control',
    'no-store',
    ...shape.headers,
    ...(reader.standings ?? []),
  ]
  if (shape.status === 401) headers.push('www-authenticate', 'Bearer realm="tollgate"')
  const retryAfter = retryAfterOf(refusal, reader)
  if (retryAfter !== null) headers.push('retry-after', String(retryAfter))
  if (!errorRow(refusal.code).retryable) headers.push('x-should-retry', 'false')
  return { status: shape.status, headers, body }
}

/** Codex waits out in silence whatever it is told, unless a body of its own dialect says that a quota is used up. */
function retryAfterOf({ code, retryAfterSeconds }: Refusal, { errorFormat }: RefusalReader): number | null {
  return errorFormat === 'wso2' && !errorRow(code).retryable ? null : retryAfterSeconds
}
