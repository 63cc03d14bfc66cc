import { createHash } from 'node:crypto'
import { type JsonObject, parseObject } from './json-value.ts'
import type { WireRequest } from './request-reader.ts'

/** A request as the fake provider got it. */
export interface ReceivedRequest extends WireRequest {
  /** Counts from 0 over all connections. */
  readonly number: number
  readonly connection: number
  readonly receivedAt: number
  readonly path: string
  readonly query: URLSearchParams
  readonly bodySha256: string
  /** The value of a header by its lower-case name; several are joined by a comma. */
  header(name: string): string | undefined
  /** The body as JSON; an empty object where it is none. */
  json(): JsonObject
}

export function receiveRequest(
  wire: WireRequest,
  place: { readonly number: number; readonly connection: number },
): ReceivedRequest {
  const url = new URL(wire.target, 'http://provider')
  return {
    ...wire,
    ...place,
    receivedAt: Date.now(),
    path: url.pathname,
    query: url.searchParams,
    bodySha256: createHash('sha256').update(wire.body).digest('hex'),
    header: (name) => joinHeader(wire, name),
    json: () => parseObject(wire.body.toString()),
  }
}

function joinHeader(wire: WireRequest, wanted: string): string | undefined {
  const values = wire.headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}
