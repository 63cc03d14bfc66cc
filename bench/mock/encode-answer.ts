import type { AnswerScript } from '../scenario.ts'

/** The answer as the bytes of the writes that send it, made once. */
export function encodeAnswer(answer: Exclude<AnswerScript, { kind: 'paced' }>): Buffer[] {
  if (answer.kind === 'plain') {
    const body = Buffer.from(answer.body)
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n${commonHeaders}\r\n`
    return [Buffer.concat([Buffer.from(head), body])]
  }
  const writes: Buffer[] = []
  for (let at = 0; at < answer.events.length; at += answer.eventsPerWrite) {
    writes.push(encodeEvents(answer.events.slice(at, at + answer.eventsPerWrite)))
  }
  writes[0] = Buffer.concat([streamHead, writes[0] ?? Buffer.alloc(0)])
  writes[writes.length - 1] = Buffer.concat([writes.at(-1) ?? Buffer.alloc(0), lastChunk])
  return writes
}

/** One HTTP chunk per event, as providers flush them. */
export function encodeEvents(events: readonly string[]): Buffer {
  return Buffer.concat(
    events.map((event) => {
      const bytes = Buffer.from(event)
      return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
    }),
  )
}

const commonHeaders = 'x-request-id: req_0123456789abcdef\r\nopenai-processing-ms: 12\r\n'

export const streamHead = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n${commonHeaders}\r\n`,
)

export const lastChunk = Buffer.from('0\r\n\r\n')
