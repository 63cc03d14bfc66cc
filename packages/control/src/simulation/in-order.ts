import type { SimulatedCall } from './simulated-call.ts'
import { TimeHeap } from './time-heap.ts'

/** A day is the longest that an endpoint's timeouts let a call be open; and of two gateways, one file of a day is read behind the other. */
const heldMs = 2 * 86_400_000

/**
 * Calls in the order of their starts, from a log that has them in the order of their ends, more or less. What is held back are two days of
 * calls at most: one that comes after that is played later than it came.
 */
export function* inOrder(calls: Iterable<SimulatedCall>): Iterable<SimulatedCall> {
  const held = new TimeHeap<SimulatedCall>()
  let ended = Number.NEGATIVE_INFINITY
  for (const call of calls) {
    held.push(call.at, call)
    ended = Math.max(ended, call.at + call.totalMs)
    while (held.nextAt < ended - heldMs) yield* next(held)
  }
  while (held.size > 0) yield* next(held)
}

function* next(held: TimeHeap<SimulatedCall>): Iterable<SimulatedCall> {
  const call = held.pop()
  if (call !== undefined) yield call
}
