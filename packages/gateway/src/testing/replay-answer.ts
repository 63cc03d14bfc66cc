import type { AnswerReader, Protocol } from '../protocols/protocol.ts'
import { SseReader } from '../protocols/sse.ts'

export interface ReplayedAnswer {
  readonly reader: AnswerReader
  /** What a client gets: everything that was not dropped. */
  readonly passed: Buffer
  /** Number of the event that was called terminal, from 0; -1 for none. */
  readonly terminalAt: number
  readonly events: number
}

/** Puts chunks of an event stream through a protocol's reader, up to its terminal event, as the gateway does. */
export function replayAnswer(protocol: Protocol, chunks: Iterable<Buffer>, stripUsage = false): ReplayedAnswer {
  const sse = new SseReader(1_000_000)
  const reader = protocol.readAnswer({ stripUsage })
  const passed: Buffer[] = []
  let terminalAt = -1
  let events = 0
  for (const chunk of chunks) {
    for (const event of sse.push(chunk)) {
      const kind = terminalAt < 0 ? reader.onEvent(event) : 'pass'
      if (kind === 'terminal') terminalAt = events
      if (kind !== 'drop') passed.push(event.bytes)
      events++
    }
  }
  return { reader, passed: Buffer.concat(passed), terminalAt, events }
}

/** Every way to cut these bytes that a test can afford: whole, byte by byte, and at each position from `from` on. */
export function* cutsOf(bytes: Buffer, from = 1): Generator<{ name: string; chunks: Buffer[] }> {
  yield { name: 'whole', chunks: [bytes] }
  yield { name: 'byte by byte', chunks: [...bytes].map((byte) => Buffer.from([byte])) }
  for (let at = from; at < bytes.length; at++) {
    yield { name: `cut at ${at}`, chunks: [bytes.subarray(0, at), bytes.subarray(at)] }
  }
}
