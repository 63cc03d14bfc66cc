import type { UpstreamFailure } from './upstream.ts'

/** An error of a connection as a failure of ours; `hasHead`: the response had begun. */
export function describeFailure(error: Error, hasHead: boolean): UpstreamFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const cause = error.cause instanceof Error ? error.cause.message : ''
  const detail = [code, error.message, cause].filter(Boolean).join(': ')
  return { code: hasHead ? 'provider_stream_cut' : 'provider_unreachable', detail }
}
