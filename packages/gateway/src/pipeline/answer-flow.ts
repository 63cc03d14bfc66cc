import type { EndpointRow } from '@tollgate/contract/snapshot'
import type { Attempt } from '@tollgate/contract/usage-record'
import type { AnswerReader } from '../protocols/protocol.ts'
import { SseReader } from '../protocols/sse.ts'
import { addStandings, standingHeaders } from '../quota/standing-headers.ts'
import { refusalOfProviderError } from '../refusals/provider-error.ts'
import { dropHeadersWithCredential, withoutCredential } from '../upstream/credential-echo.ts'
import type { UpstreamControl, UpstreamFailure, UpstreamHead, UpstreamListener } from '../upstream/upstream.ts'
import { noUsage } from '../usage/normalise.ts'
import type { Call, Watched } from './call.ts'
import { EventGate, type Passed } from './event-gate.ts'
import { ProviderValve } from './provider-valve.ts'
import { type Refusal, refuse } from './refusal.ts'
import { hasHeader, isEventStream, isJson } from './response-head.ts'
import { refusedWhereFailed, runHeadHooks } from './run.ts'
import { answered, ended, usageSoFar } from './settle.ts'

/** What became of one attempt. `failed`: the client has seen nothing of it, so that another endpoint may be tried. */
export type AttemptEnd = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly refusal: Refusal }

/** A plain answer is one event, so it has an event's bound. */
const eventBytesMax = 33_554_432
const errorBytesMax = 1_048_576
const heartbeatAfterMs = 15_000
/** Of a provider's error body, our own log gets this much. */
const errorLogBytesMax = 500

/**
 * The one response path. It takes what an upstream sends, cuts it into events, puts them through the policies, settles the
 * exchange in front of the terminal event, and hands the rest to the client with backpressure. A plain JSON answer is a
 * stream of one event.
 */
export class AnswerFlow implements UpstreamListener, Watched {
  watchIndex = -1
  private readonly call: Call
  private readonly attempt: Attempt
  private readonly reader: AnswerReader
  private readonly gate: EventGate
  private readonly finish: (end: AttemptEnd) => void
  private readonly startedAt = performance.now()
  private readonly totalMsMax: number
  private readonly provider = new ProviderValve()
  private sse: SseReader | undefined
  private head: UpstreamHead | undefined
  private chunks: Buffer[] = []
  private chunkBytes = 0
  private isOver = false
  /** Monotonic milliseconds of the last byte to or from the client's view of this answer. */
  private lastWriteAt = 0

  constructor(call: Call, endpoint: EndpointRow, finish: (end: AttemptEnd) => void) {
    this.call = call
    this.finish = finish
    this.totalMsMax = endpoint.timeouts.totalMs
    this.reader = call.x.protocol.readAnswer({ stripUsage: call.stripUsage })
    this.gate = new EventGate(call, this.reader)
    this.attempt = {
      endpoint: endpoint.id,
      status: null,
      startedAt: Date.now(),
      headMs: null,
      totalMs: 0,
      failure: null,
      upstreamRequestId: null,
    }
    call.x.attempts.push(this.attempt)
  }

  start(control: UpstreamControl): void {
    if (this.isOver) return
    this.provider.connect(control)
    const { client, body } = this.call
    if (body.kind === 'stream') body.onTooLarge((refusal) => this.giveUp(refusal))
    client.onGone(() => this.clientGone())
    this.call.watch.add(this)
    if (client.isGone) this.clientGone()
  }

  onHead(head: UpstreamHead): void {
    this.head = head
    this.attempt.status = head.status
    this.attempt.headMs = this.elapsedMs()
    this.attempt.upstreamRequestId = head.requestId
    const refusal = this.checkHead(head)
    if (refusal !== undefined) return this.giveUp(refusal)
    if (!isEventStream(head)) return
    this.sse = new SseReader(eventBytesMax)
    this.call.x.stream = true
    const headers = this.begin(head)
    if (!hasHeader(headers, 'cache-control')) headers.push('cache-control', 'no-cache')
    this.call.client.head(head.status, headers)
  }

  onData(chunk: Buffer): void {
    if (this.provider.isWaiting) return this.provider.delay(() => this.onData(chunk))
    if (this.sse === undefined) return this.collect(chunk)
    const { sse } = this
    const events = sse.push(chunk)
    if (events.length > 0) this.whenPassed(this.gate.take(events), (passed) => this.forward(passed))
    if (sse.isOverlong && !this.isOver)
      this.endStream(refuse('provider_unreadable'), `one event is longer than ${eventBytesMax} bytes`)
  }

  onEnd(): void {
    if (this.provider.isWaiting) return this.provider.delay(() => this.onEnd())
    if (this.sse === undefined) return this.endPlainAnswer()
    if (!this.gate.hasTerminal)
      return this.endStream(refuse('provider_stream_cut'), 'the stream ended without its terminal event')
    const rest = this.sse.takeRest()
    this.over()
    this.call.client.end(rest.length > 0 ? rest : undefined)
    this.finish({ kind: 'done' })
  }

  onFailure(failure: UpstreamFailure): void {
    if (this.provider.isWaiting) return this.provider.delay(() => this.onFailure(failure))
    this.attempt.failure = failure.detail
    const refusal = refuse(failure.code)
    if (this.sse !== undefined) return this.endStream(refusal, failure.detail)
    this.call.log.attemptFailed(this.call.x, failure.detail)
    this.over()
    this.finish({ kind: 'failed', refusal })
  }

  /** Called about once a second while the attempt lasts. */
  tick(now: number): void {
    if (now - this.startedAt > this.totalMsMax) return this.onTotalTimeout()
    if (this.sse === undefined || now - this.lastWriteAt < heartbeatAfterMs || this.gate.hasTerminal) return
    const heartbeat = this.reader.heartbeat()
    if (heartbeat === undefined) return
    this.call.x.responseBytes += heartbeat.length
    this.write(heartbeat)
  }

  private onTotalTimeout(): void {
    const detail = `the answer took longer than ${this.totalMsMax} ms in all`
    const refusal = refuse('provider_timeout')
    if (this.sse !== undefined) return this.endStream(refusal, detail)
    this.attempt.failure = detail
    this.call.log.attemptFailed(this.call.x, detail)
    this.giveUp(refusal)
  }

  private checkHead(head: UpstreamHead): Refusal | undefined {
    const { x, api } = this.call
    if (head.contentEncoding !== '')
      return this.unreadable(`the answer is encoded as ${head.contentEncoding}, which was not asked for`)
    if (head.status >= 300 && head.status < 400) return this.unreadable(`the provider redirects (${head.status})`)
    if (head.status >= 400) return undefined
    const isReadable = isEventStream(head) || isJson(head)
    if (!isReadable && (x.protocol.answersAreModelOutput || api.readsResponse)) {
      return this.unreadable(`the answer has the content type '${head.contentType}'`)
    }
    return runHeadHooks(api, x, head, this.call.log)
  }

  private unreadable(detail: string): Refusal {
    this.attempt.failure = detail
    this.call.log.attemptFailed(this.call.x, detail)
    return refuse('provider_unreadable')
  }

  private collect(chunk: Buffer): void {
    this.chunkBytes += chunk.length
    const isError = (this.head?.status ?? 0) >= 400
    if (this.chunkBytes > (isError ? errorBytesMax : eventBytesMax)) {
      return this.giveUp(this.unreadable(`the answer is longer than ${isError ? errorBytesMax : eventBytesMax} bytes`))
    }
    this.chunks.push(chunk)
  }

  private endPlainAnswer(): void {
    const { head } = this
    if (head === undefined) return this.giveUp(this.unreadable('the provider sent no response head'))
    const bytes = this.chunks.length === 1 && this.chunks[0] !== undefined ? this.chunks[0] : Buffer.concat(this.chunks)
    if (head.status >= 400) return this.endError(head, bytes)
    this.whenPassed(isJson(head) ? this.gate.takeWhole(bytes) : bytes, (passed) => this.answerWhole(head, passed))
  }

  private answerWhole(head: UpstreamHead, answer: Passed): void {
    if (!Buffer.isBuffer(answer)) return this.giveUp(answer)
    const headers = this.begin(head, answer)
    answered(this.call, this.reader)
    this.call.client.respond(head.status, headers, answer)
    this.finish({ kind: 'done' })
  }

  /** The provider's own error goes on as it is, but for our credential: neither its text nor its refusal is the client's business. */
  private endError(head: UpstreamHead, bytes: Buffer): void {
    const { x, log, client } = this.call
    const body = withoutCredential(bytes, x.endpoint)
    dropHeadersWithCredential(head.headers, x.endpoint)
    this.attempt.failure = `the provider answered ${head.status}`
    log.attemptFailed(x, `the provider answered ${head.status}: ${body.toString('utf8', 0, errorLogBytesMax)}`)
    const reader = { client: this.call.clientKind, modelAsked: x.modelAsked, now: Date.now() }
    const refusal = refusalOfProviderError({ status: head.status, headers: head.headers, body }, reader)
    if (refusal !== undefined) return this.giveUp(refusal)
    const headers = this.begin(head, body)
    ended(this.call, { refusal: null, outcome: 'failed', usage: noUsage })
    client.respond(head.status, headers, body)
    this.finish({ kind: 'done' })
  }

  /** Notes that the answer begins, whole where there is a body, and returns the headers that the client gets. */
  private begin({ status, headers }: UpstreamHead, body?: Buffer): string[] {
    const { x } = this.call
    x.status = status
    x.firstByteMs = x.elapsedMs()
    this.lastWriteAt = performance.now()
    addStandings(headers, standingHeaders(x.standings, this.call.clientKind, this.call.now()))
    headers.push('x-request-id', x.id)
    if (body === undefined) return headers
    x.responseBytes = body.length
    headers.push('content-length', String(body.length))
    this.over()
    return headers
  }

  private whenPassed(passed: Passed | Promise<Passed>, next: (passed: Passed) => void): void {
    if (!(passed instanceof Promise)) return next(passed)
    const onBug = (error: unknown) => this.call.log.callFailed(this.call.x, error)
    this.provider.pass(refusedWhereFailed(passed, onBug), next)
  }

  private forward(passed: Passed): void {
    if (!Buffer.isBuffer(passed)) return this.endStream(passed, failureOf(passed))
    this.call.x.responseBytes += passed.length
    // The record is written before the client can know that the answer is complete.
    if (this.gate.hasTerminal && !this.call.x.isSettled) {
      this.attempt.totalMs = this.elapsedMs()
      answered(this.call, this.reader)
    }
    if (passed.length > 0) this.write(passed)
  }

  private write(bytes: Buffer): void {
    this.lastWriteAt = performance.now()
    if (this.call.client.write(bytes)) return
    this.provider.block((listener) => this.call.client.onceDrained(listener))
  }

  /** Ends an answer that has begun: in the client's own dialect, so that its user reads a sentence. */
  private endStream(refusal: Refusal, detail: string | null): void {
    const { call } = this
    if (call.x.isSettled) return this.endAfterTerminal()
    const isOurs = detail === null
    if (!isOurs) {
      this.attempt.failure = detail
      call.log.attemptFailed(call.x, detail)
    }
    const event = call.x.protocol.renderStreamError({
      code: isOurs ? 'invalid_prompt' : 'server_error',
      message: refusal.message,
    })
    call.x.responseBytes += event.length
    this.over(true)
    ended(call, { refusal, outcome: isOurs ? 'refused' : 'failed', usage: usageSoFar(call, this.reader) })
    call.client.end(event)
    this.finish({ kind: 'done' })
  }

  /** The client has all that matters; what was to follow does not come. */
  private endAfterTerminal(): void {
    this.over(true)
    this.call.client.end()
    this.finish({ kind: 'done' })
  }

  private giveUp(refusal: Refusal): void {
    this.over(true)
    this.finish({ kind: 'failed', refusal })
  }

  /** Codex closes its socket as soon as it has read the terminal event: that is success. */
  private clientGone(): void {
    if (this.isOver) return
    this.over(true)
    ended(this.call, { refusal: null, outcome: 'cancelled', usage: usageSoFar(this.call, this.reader) })
    this.finish({ kind: 'done' })
  }

  private over(abort = false): void {
    this.isOver = true
    this.provider.shut({ abort })
    this.gate.abandon()
    this.attempt.totalMs = this.elapsedMs()
    this.call.watch.delete(this)
  }

  private elapsedMs(): number {
    return Math.round((performance.now() - this.startedAt) * 100) / 100
  }
}

/** What to note of a provider whose events cannot be read; null where we said no. */
function failureOf({ code }: Refusal): string | null {
  return code === 'provider_unreadable' ? 'an event is no JSON, and a policy has to read it' : null
}
