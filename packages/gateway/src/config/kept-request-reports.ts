import { isUtf8 } from 'node:buffer'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KeptRequest } from '@tollgate/contract/gateway-link'
import type { Logger } from 'pino'
import type { RequestQueue, WaitingRequest } from '../capture/request-queue.ts'
import { type ControlAddress, requestControl } from './control-link.ts'
import { QuietWatch } from './quiet-watch.ts'

interface ReportOptions {
  readonly control: ControlAddress
  readonly queue: RequestQueue
  readonly log: Pick<Logger, 'warn'>
  readonly signal: AbortSignal
  readonly everyMs?: number
}

const handOverEveryMs = 1_000
const handOverMsMax = 5_000
/** When the gateway ends: nobody waits for long for what nobody needs to have. */
const lastHandOverMs = 1_000

type HandedOver = 'taken' | 'not-wanted' | 'not-taken'

/**
 * Hands the requests that APIs keep to the control plane, beside the calls and never on their path. What cannot be handed over waits
 * in the queue, which lets the oldest go.
 */
export class KeptRequestReports {
  private readonly options: ReportOptions
  readonly ended: Promise<void>

  constructor(options: ReportOptions) {
    this.options = options
    this.ended = this.run()
  }

  private async run(): Promise<void> {
    const { signal, everyMs = handOverEveryMs } = this.options
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {})
      if (!signal.aborted) await this.handOverAll(signal, handOverMsMax)
    }
    await this.handOverAll(AbortSignal.timeout(lastHandOverMs), lastHandOverMs)
  }

  private async handOverAll(signal: AbortSignal, answerMs: number): Promise<void> {
    const { queue, log } = this.options
    while (!queue.isEmpty && !signal.aborted) {
      const batch = queue.take()
      const requests = batch.filter(({ body }) => body.length > 0 && isUtf8(body)).map(asText)
      const end = requests.length === 0 ? 'taken' : await this.handOver(requests, signal, answerMs)
      if (end === 'not-taken') return queue.giveBack(batch)
    }
    const dropped = queue.takeDropped()
    if (dropped > 0) log.warn({ dropped }, 'requests were not kept: more came than the control plane takes')
  }

  private async handOver(requests: readonly KeptRequest[], signal: AbortSignal, answerMs: number): Promise<HandedOver> {
    const { control, log } = this.options
    using watch = new QuietWatch(signal, answerMs)
    try {
      const call = {
        method: 'POST',
        path: '/internal/v1/kept-requests',
        body: { requests },
        signal: watch.signal,
      } as const
      const response = await requestControl(control, call)
      response.destroy()
      const status = response.statusCode ?? 0
      if (status < 300) return 'taken'
      // It will not take them the next time either.
      if (status !== 401 && status < 500) {
        log.warn({ status, requests: requests.length }, 'the control plane does not take requests that are to be kept')
        return 'not-wanted'
      }
      return 'not-taken'
    } catch {
      // Away, as the follower of its changes says; they wait.
      return 'not-taken'
    }
  }
}

function asText({ body, ...request }: WaitingRequest): KeptRequest {
  return { ...request, body: body.toString('utf8') }
}
