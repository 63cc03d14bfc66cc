import type { EndpointRow } from '@tollgate/contract/snapshot'
import { describeFailure } from '../failures.ts'
import { mediaType, responseHeadersForClient } from '../forwarded-headers.ts'
import type { UpstreamControl, UpstreamFailure, UpstreamListener, UpstreamRequest } from '../upstream.ts'
import type { Connection, ConnectionUser } from './connection.ts'
import { RequestWriter } from './request-writer.ts'
import type { ParsedHead } from './response-head.ts'
import type { ResponseListener } from './response-reader.ts'

/** To whom a connection goes back. */
export interface AttemptPlace {
  readonly endpoint: EndpointRow
  /** Of the endpoint's own URL, '' for none. */
  readonly basePath: string
  readonly host: string
  /** The response is whole, and the connection may be used again. */
  giveBack(connection: Connection): void
  /** Nothing more will happen in it. */
  over(attempt: Attempt): void
}

type Waiting = 'connection' | 'head' | 'body' | 'nothing'

const timeoutCodes = {
  connection: ['provider_unreachable', 'no connection in time'],
  head: ['provider_timeout', 'no response in time'],
  body: ['provider_timeout', 'the response fell silent'],
} as const

/** One request to one provider, and its response. Who aborts it, or has heard its end, hears nothing more. */
export class Attempt implements UpstreamControl, ConnectionUser, ResponseListener {
  private readonly place: AttemptPlace
  private readonly listener: UpstreamListener
  private readonly writer: RequestWriter
  private readonly isHeadOnly: boolean
  private connection: Connection | undefined
  private waitsFor: Waiting = 'connection'
  /** `performance.now` at which its patience ends. */
  private deadline: number
  private hasHead = false
  private isPaused = false
  private isOver = false

  constructor(place: AttemptPlace, request: UpstreamRequest, listener: UpstreamListener) {
    this.place = place
    this.listener = listener
    this.isHeadOnly = request.method === 'HEAD'
    this.writer = new RequestWriter(request, place, {
      onWritten: () => this.waitFor('head', place.endpoint.timeouts.headersMs),
      onStalled: () => this.waitFor('head', place.endpoint.timeouts.headersMs),
      onGoesOn: () => this.waitFor('nothing', 0),
      onFailed: (error) => this.fail(describeFailure(error, this.hasHead)),
    })
    this.deadline = performance.now() + place.endpoint.timeouts.connectMs
  }

  /** Its own from now on, though nothing can be written yet. */
  take(connection: Connection): void {
    this.connection = connection
  }

  onConnected(connection: Connection): void {
    if (this.isOver) return
    connection.reader.begin(this, this.isHeadOnly)
    if (this.isPaused) connection.pause()
    this.writer.start(connection)
  }

  pause(): void {
    if (this.isOver || this.isPaused) return
    this.isPaused = true
    this.connection?.pause()
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    if (this.isOver) return
    if (this.hasHead) this.waitFor('body', this.place.endpoint.timeouts.idleMs)
    this.connection?.resume()
  }

  abort(): void {
    if (!this.isOver) this.end()?.destroy()
  }

  /** Now and then asked by whoever has a clock. */
  checkTime(now: number): void {
    const { waitsFor } = this
    if (this.isOver || this.isPaused || waitsFor === 'nothing' || now < this.deadline) return
    const [code, detail] = timeoutCodes[waitsFor]
    this.fail({ code, detail })
  }

  onDrain(): void {
    this.writer.goOn()
  }

  onBytes(): void {
    if (this.hasHead) this.deadline = performance.now() + this.place.endpoint.timeouts.idleMs
  }

  onBroken(error: Error | undefined, isUnreadable: boolean): void {
    if (isUnreadable) return this.fail({ code: 'provider_unreadable', detail: error?.message ?? '' })
    this.fail(describeFailure(error ?? new Error('the provider closed the connection'), this.hasHead))
  }

  onHead({ status, headers: source }: ParsedHead): void {
    if (this.isOver) return
    this.hasHead = true
    this.waitFor('body', this.place.endpoint.timeouts.idleMs)
    const { headers, contentType, contentEncoding, requestId } = responseHeadersForClient(source)
    this.listener.onHead({ status, headers, contentType: mediaType(contentType), contentEncoding, requestId })
  }

  onData(chunk: Buffer): void {
    if (!this.isOver) this.listener.onData(chunk)
  }

  onEnd(): void {
    if (this.isOver) return
    const isWhole = this.writer.isDone
    const connection = this.end()
    // A provider that answers before it has heard everything takes the rest for the next request.
    if (connection?.reader.keepsAlive === true && isWhole) this.place.giveBack(connection)
    else connection?.destroy()
    this.listener.onEnd()
  }

  fail(failure: UpstreamFailure): void {
    if (this.isOver) return
    this.end()?.destroy()
    this.listener.onFailure(failure)
  }

  /** Its connection, which is whoever's asks for it. */
  private end(): Connection | undefined {
    this.isOver = true
    this.writer.stop()
    this.place.over(this)
    return this.connection
  }

  private waitFor(what: Waiting, ms: number): void {
    if (what !== 'body' && this.hasHead) return
    this.waitsFor = what
    this.deadline = performance.now() + ms
  }
}
