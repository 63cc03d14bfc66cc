import type { UpstreamHead } from '../upstream/upstream.ts'

/** What a provider's head says of the answer that follows it. */

export function isEventStream({ status, contentType }: UpstreamHead): boolean {
  return status < 300 && contentType === 'text/event-stream'
}

export function isJson({ contentType }: UpstreamHead): boolean {
  return contentType === 'application/json' || contentType.endsWith('+json')
}

export function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((header, index) => index % 2 === 0 && header.toLowerCase() === name)
}
