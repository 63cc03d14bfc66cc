import type { TargetAnswer } from './call-target.ts'
import type { SizedOutcome } from './send-in-halves.ts'

interface Rules {
  /** Of the target, for whoever reads why. */
  readonly host: string
  /** Statuses that nothing but a change of the set-up mends. */
  readonly stops: readonly number[]
  /** Statuses that mean something in the batch: it goes in halves until that is found. */
  readonly halves: readonly number[]
  /** What the target says of it, short. */
  readonly detail?: string | undefined
}

/** What became of a batch by the status of its answer alone. What is in neither list is tried again, and nothing is lost by it. */
export function judgeAnswer(answer: TargetAnswer, { host, stops, halves, detail }: Rules): SizedOutcome {
  if (!answer.isAnswered) return { kind: 'retry', reason: answer.reason }
  const { status, afterMs } = answer
  if (status >= 200 && status < 300) return { kind: 'acked' }
  const reason = `${host} answered with the status ${status}${detail === undefined ? '' : ` (${detail})`}.`
  if (halves.includes(status)) return { kind: 'too-large', reason }
  if (stops.includes(status)) return { kind: 'stop', reason }
  return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
}
