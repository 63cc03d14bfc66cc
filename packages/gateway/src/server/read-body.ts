import type { Readable } from 'node:stream'
import type { BodyProblem } from './body-problem.ts'
import { byteCollector } from './byte-collector.ts'

export interface ReadLimits {
  readonly bytesMax: number
}

/**
 * Reads a request body whole. A body above the limit is a problem, told as soon as it is known: the stream is then paused, and
 * whoever answers closes the connection. Rejects where the caller went away before the end, for then nobody is left to refuse.
 */
export function readBody(stream: Readable, limits: ReadLimits): Promise<Buffer | BodyProblem> {
  const collector = byteCollector()
  let isOver = false
  return new Promise((resolve, reject) => {
    if (stream.readableEnded || stream.destroyed) {
      reject(new Error('The body was read before, or the connection is gone.'))
      return
    }
    const onData = (chunk: Buffer) => {
      if (collector.bytesTotal + chunk.length <= limits.bytesMax) {
        collector.add(chunk)
        return
      }
      stream.off('data', onData)
      stream.pause()
      isOver = true
      resolve(tooLarge(limits.bytesMax))
    }
    stream.on('data', onData)
    stream.once('end', () => {
      isOver = true
      resolve(collector.join())
    })
    // Both stay on after the promise is settled: an error without a listener would end the process.
    stream.on('error', (cause) => reject(new Error('The body could not be read to its end.', { cause })))
    // Every request closes in the end; an error is made only where that is one, because a stack trace costs more than the call.
    stream.on('close', () => {
      if (!isOver) reject(new Error('The connection was closed before the end of the body.'))
    })
  })
}

function tooLarge(bytesMax: number): BodyProblem {
  return {
    code: 'body_too_large',
    message: `The request body is larger than ${bytesMax} bytes.`,
  }
}
