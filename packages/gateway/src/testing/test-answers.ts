import { readFileSync } from 'node:fs'
import { beginStream, endStream, type Script, writeChunk } from './scripted-upstream.ts'

/** Recorded answers of the Responses API. */
export type ResponsesFixture = 'plain-answer' | 'tool-call' | 'reasoning' | 'incomplete' | 'failed'

export function responsesStream(name: ResponsesFixture = 'plain-answer'): Buffer {
  return readFileSync(new URL(`../protocols/openai-responses/fixtures/${name}.sse`, import.meta.url))
}

export function chatStream(name: string): Buffer {
  return readFileSync(new URL(`../protocols/openai-chat/fixtures/${name}.sse`, import.meta.url))
}

/** The events of a stream, each with the blank line that ends it. */
export function eventsOf(stream: Buffer): Buffer[] {
  const events: Buffer[] = []
  for (let start = 0; start < stream.length; ) {
    const end = stream.indexOf('\n\n', start) + 2
    events.push(stream.subarray(start, end < 2 ? stream.length : end))
    start = end < 2 ? stream.length : end
  }
  return events
}

/** Answers with a stream in these pieces, each a chunk of its own. */
export function streaming(pieces: readonly Buffer[]): Script {
  return async (call) => {
    await beginStream(call)
    for (const piece of pieces) writeChunk(call, piece)
    endStream(call)
  }
}
