import type { ErrorCode } from '@tollgate/contract/errors'
import type { UpstreamFailure } from './upstream.ts'

/** Codes of undici and of Node's sockets, and what they mean to a caller while no response head has come. */
const codes: Readonly<Record<string, ErrorCode>> = {
  UND_ERR_CONNECT_TIMEOUT: 'provider_unreachable',
  UND_ERR_HEADERS_TIMEOUT: 'provider_timeout',
  UND_ERR_BODY_TIMEOUT: 'provider_timeout',
  UND_ERR_HEADERS_OVERFLOW: 'provider_unreadable',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'provider_stream_cut',
  UND_ERR_RESPONSE: 'provider_unreadable',
}

/** A client library's error as a failure of ours; `hasHead`: the response had begun. */
export function describeFailure(error: Error, hasHead: boolean): UpstreamFailure {
  const code = errorCode(error)
  const detail = [code, error.message, error.cause instanceof Error ? error.cause.message : '']
    .filter(Boolean)
    .join(': ')
  // undici's parser names its errors, but does not always know their code.
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') return { code: 'provider_unreadable', detail }
  const fallback = hasHead ? 'provider_stream_cut' : 'provider_unreachable'
  return { code: codes[code] ?? fallback, detail }
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
