import type { Reply, Step } from './reply.ts'

/** Ways to spoil a reply at an exact byte of the wire (0: before the status line). What was produced stays billed: the provider did the work. */

/** Sends the first bytes of the reply and then ends the connection, by FIN or by RST. */
export function cutAfter(reply: Reply, bytes: number, ending: 'close' | 'reset'): Reply {
  return { ...reply, steps: [...firstBytes(reply.steps, bytes), { do: ending }] }
}

/** Sends the first bytes of the reply and then nothing, with the connection open. */
export function stallAfter(reply: Reply, bytes: number): Reply {
  return { ...reply, steps: [...firstBytes(reply.steps, bytes), { do: 'hold' }] }
}

/** Sends the first bytes one at a time, with a pause before each: a trickling head. */
export function trickle(reply: Reply, bytes: number, everyMs: number): Reply {
  const slow = firstBytes(reply.steps, bytes).flatMap((step): Step[] => {
    if (step.do !== 'send') return [step]
    return [...step.bytes].flatMap((byte): Step[] => [
      { do: 'wait', ms: everyMs },
      { do: 'send', bytes: Uint8Array.of(byte) },
    ])
  })
  return { ...reply, steps: [...slow, ...withoutFirstBytes(reply.steps, bytes)] }
}

/** Waits before the first byte of the reply. */
export function delay(reply: Reply, ms: number): Reply {
  return { ...reply, steps: [{ do: 'wait', ms }, ...reply.steps] }
}

/** Where a mark ends on the wire: `cutAfter(reply, endOf(reply, 'response.created'), 'reset')`. */
export function endOf(reply: Reply, mark: string): number {
  const sent = reply.steps.flatMap((step) => (step.do === 'send' ? [step.bytes] : []))
  const position = Buffer.concat(sent).indexOf(mark)
  if (position === -1) throw new Error(`the reply has no ${mark}`)
  return position + Buffer.byteLength(mark)
}

function firstBytes(steps: readonly Step[], bytes: number): Step[] {
  const kept: Step[] = []
  let left = bytes
  for (const step of steps) {
    if (left === 0) break
    if (step.do !== 'send') {
      kept.push(step)
      continue
    }
    const part = step.bytes.subarray(0, left)
    left -= part.length
    kept.push({ do: 'send', bytes: part })
  }
  return kept
}

function withoutFirstBytes(steps: readonly Step[], bytes: number): Step[] {
  const kept: Step[] = []
  let left = bytes
  for (const step of steps) {
    if (step.do !== 'send') {
      if (left === 0) kept.push(step)
      continue
    }
    const part = step.bytes.subarray(Math.min(left, step.bytes.length))
    left -= step.bytes.length - part.length
    if (part.length > 0) kept.push({ do: 'send', bytes: part })
  }
  return kept
}
