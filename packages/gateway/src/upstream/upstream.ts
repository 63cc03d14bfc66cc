import type { Readable } from 'node:stream'
import type { ErrorCode } from '@tollgate/contract/errors'
import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { Refusal } from '../pipeline/refusal.ts'

/**
 * The seam to the HTTP client that talks to providers. Small on purpose: another client can take its place
 * behind these callbacks, which run in order and never after `onEnd` or `onFailure`.
 */

export type RequestBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | {
      readonly kind: 'stream'
      readonly stream: Readable
      readonly length: number | null
      /** Calls back once the stream has brought more than a body may have. */
      onTooLarge(listener: (refusal: Refusal) => void): void
    }

export interface UpstreamRequest {
  readonly method: string
  /** Path and query, behind the endpoint's own base path. */
  readonly path: string
  /** Names and values in turn, without credentials and framing. The callee keeps the list and adds to it. */
  readonly headers: string[]
  readonly body: RequestBody
}

export interface UpstreamHead {
  readonly status: number
  /** Names and values in turn, as the client may see them. The listener keeps the list and adds to it. */
  readonly headers: string[]
  /** Lower-case media type without parameters; '' where none was sent. */
  readonly contentType: string
  /** Lower-case; '' for none and for `identity`. */
  readonly contentEncoding: string
  readonly requestId: string | null
}

export interface UpstreamFailure {
  readonly code: ErrorCode
  /** For our log; may name addresses, so it never reaches a client. */
  readonly detail: string
}

export interface UpstreamControl {
  pause(): void
  resume(): void
  /** Ends the attempt; no callback runs after it. */
  abort(): void
}

export interface UpstreamListener {
  onHead(head: UpstreamHead): void
  onData(chunk: Buffer): void
  onEnd(): void
  onFailure(failure: UpstreamFailure): void
}

export interface Upstream {
  send(endpoint: EndpointRow, request: UpstreamRequest, listener: UpstreamListener): UpstreamControl
}
