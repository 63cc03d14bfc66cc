import { CircuitBreaker, type Pass } from './circuit-breaker.ts'
import { ExternalFailure } from './external-failure.ts'
import type { Outbound, OutboundAnswer } from './outbound.ts'
import type { ServiceSecrets } from './service-secrets.ts'
import { VerdictCache } from './verdict-cache.ts'
import { WaitingRoom } from './waiting-room.ts'

/** Of an answer, besides four times what was sent: no service has more to say. */
const spareAnswerBytesMax = 1_048_576
/** Services whose state is remembered. */
const linesMax = 1_000

/** A service as a policy's configuration names it. */
export interface ServiceTarget {
  readonly url: string
  /** From the first wait to the last byte of the answer. */
  readonly timeoutMs: number
  readonly trustedCertificates: string | null
  /** The name of its secret; null: it needs none. */
  readonly secret: string | null
}

export interface ServiceCall {
  readonly target: ServiceTarget
  /** JSON. */
  readonly body: string
  /** Made when the call goes out, of the secret that is in force then; null where the target names none. */
  headers(secret: string | null): Readonly<Record<string, string>>
  /** How many texts are asked about, for the log. */
  readonly texts: number
}

/** What policies need of the process to ask services. Every call is bounded in time, size and number; every failure is an `ExternalFailure`. */
export interface ExternalServices {
  /** The JSON of the answer. */
  post(call: ServiceCall, signal: AbortSignal): Promise<unknown>
  /** What services said before; shared by all policies of the process. */
  readonly verdicts: VerdictCache
}

/** What is told of every call: no text, no secret, nothing that the service said. */
export interface ServiceCallReport {
  readonly service: string
  readonly outcome: 'answered' | ExternalFailure['kind']
  readonly status: number | null
  readonly ms: number
  readonly texts: number
}

export interface ExternalLog {
  called(report: ServiceCallReport): void
  breakerOpened(service: string): void
  breakerClosed(service: string): void
}

interface ExternalClientOptions {
  readonly outbound: Outbound
  readonly secrets: ServiceSecrets
  readonly log: ExternalLog
  /** Unix milliseconds. */
  now(): number
}

/** What is kept of one service, by its URL. */
interface Line {
  readonly origin: string
  readonly breaker: CircuitBreaker
  readonly room: WaitingRoom
}

/** The services of one process. */
export class ExternalClient implements ExternalServices {
  readonly verdicts: VerdictCache
  private readonly options: ExternalClientOptions
  private readonly lines = new Map<string, Line>()

  constructor(options: ExternalClientOptions) {
    this.options = options
    this.verdicts = new VerdictCache(options.now)
  }

  async post(call: ServiceCall, signal: AbortSignal): Promise<unknown> {
    const { target, texts } = call
    const line = this.lineOf(target.url)
    const startedAt = performance.now()
    const report = (outcome: ServiceCallReport['outcome'], status: number | null) => {
      const ms = Math.round(performance.now() - startedAt)
      this.options.log.called({ service: line.origin, outcome, status, ms, texts })
    }
    const limits = { signal, timeout: AbortSignal.timeout(target.timeoutMs) }
    try {
      const { status, json } = await this.ask(line, call, limits)
      report('answered', status)
      return json
    } catch (error) {
      const failure = asFailure(error, line, { target, ...limits })
      report(failure.kind, failure.status)
      throw failure
    }
  }

  /** One place in the waiting room, one pass of the breaker, one call. */
  private async ask(line: Line, call: ServiceCall, limits: Limits): Promise<JsonAnswer> {
    const headers = { 'content-type': 'application/json', ...call.headers(this.secretOf(call.target)) }
    const signal = AbortSignal.any([limits.signal, limits.timeout])
    const leave = await line.room.enter(signal)
    try {
      const pass = line.breaker.admit()
      if (pass === undefined)
        throw new ExternalFailure('breaker-open', `${line.origin} has failed too often and is left alone for now.`)
      return await this.tell(line, pass, async () => {
        const { url, trustedCertificates } = call.target
        const answerBytesMax = spareAnswerBytesMax + 4 * call.body.length
        try {
          const request = { url, headers, body: call.body, trustedCertificates, answerBytesMax }
          return readJson(line.origin, await this.options.outbound.post(request, signal))
        } catch (error) {
          throw asFailure(error, line, { target: call.target, ...limits })
        }
      })
    } finally {
      leave()
    }
  }

  /** The breaker hears of every call, and the log of every change of the breaker. */
  private async tell(line: Line, pass: Pass, ask: () => Promise<JsonAnswer>): Promise<JsonAnswer> {
    const { breaker, origin } = line
    const wasOpen = breaker.isOpen
    try {
      const answer = await ask()
      breaker.succeeded()
      return answer
    } catch (error) {
      const effect = error instanceof ExternalFailure ? effectOf(error) : 'failed'
      if (effect === 'succeeded') breaker.succeeded()
      else breaker[effect](pass)
      throw error
    } finally {
      if (wasOpen && !breaker.isOpen) this.options.log.breakerClosed(origin)
      if (!wasOpen && breaker.isOpen) this.options.log.breakerOpened(origin)
    }
  }

  private secretOf({ secret: name, url }: ServiceTarget): string | null {
    if (name === null) return null
    const found = this.options.secrets.find(name)
    if (found === undefined) throw new ExternalFailure('secret', `This gateway has no service secret '${name}'.`)
    if (found.origin === new URL(url).origin) return found.secret
    throw new ExternalFailure('secret', `The service secret '${name}' is for ${found.origin} only.`)
  }

  private lineOf(url: string): Line {
    const line = this.lines.get(url) ?? {
      origin: new URL(url).origin,
      breaker: new CircuitBreaker(this.options.now),
      room: new WaitingRoom(),
    }
    // The one that was used last stands last; the first is forgotten.
    this.lines.delete(url)
    this.lines.set(url, line)
    const [oldest] = this.lines.keys()
    if (this.lines.size > linesMax && oldest !== undefined) this.lines.delete(oldest)
    return line
  }
}

interface Limits {
  /** The exchange's. */
  readonly signal: AbortSignal
  readonly timeout: AbortSignal
}

interface JsonAnswer {
  readonly status: number
  readonly json: unknown
}

function readJson(origin: string, { status, body }: OutboundAnswer): JsonAnswer {
  if (status < 200 || status > 299) throw new ExternalFailure('status', `${origin} answers with ${status}.`, status)
  try {
    return { status, json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) }
  } catch {
    // A parser's message quotes what it read.
    throw new ExternalFailure('unreadable', `${origin} answers with something that is not JSON.`, status)
  }
}

/** What a failure says of the service: one that refuses a call for what is in it is well. */
function effectOf({ kind, status }: ExternalFailure): 'succeeded' | 'failed' | 'abandoned' {
  if (kind === 'cancelled' || kind === 'address-refused') return 'abandoned'
  const isAboutTheCall = status !== null && status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status)
  return kind === 'status' && isAboutTheCall ? 'succeeded' : 'failed'
}

function asFailure(
  error: unknown,
  { origin }: Line,
  { target, signal, timeout }: Limits & { target: ServiceTarget },
): ExternalFailure {
  if (error instanceof ExternalFailure) return error
  if (signal.aborted) return new ExternalFailure('cancelled', 'The call ended before the service had answered.')
  if (timeout.aborted) return new ExternalFailure('timeout', `${origin} did not answer within ${target.timeoutMs} ms.`)
  return new ExternalFailure('unreachable', `${origin} could not be asked.`)
}
