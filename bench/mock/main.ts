import { createServer, type Socket } from 'node:net'
import type { AnswerScript } from '../scenario.ts'
import { HttpMessageReader } from '../wire/http-message-reader.ts'
import { encodeAnswer } from './encode-answer.ts'
import type { ListeningMessage, ServeMessage } from './mock-messages.ts'
import { PacedStreams } from './paced-streams.ts'

/**
 * The mock provider, in a process of its own: sockets, a reader that finds the end of a request, bytes made beforehand.
 * It has to cost less than the fastest contestant; the table shows how busy it was.
 */
process.once('message', ({ answer }: ServeMessage) => serve(answer))
process.once('disconnect', () => process.exit(0))

function serve(script: AnswerScript): void {
  const answer = makeAnswer(script)
  const server = createServer({ noDelay: true }, (socket) => {
    const reader = new HttpMessageReader({ onHead() {}, onBody() {}, onEnd: () => answer(socket) })
    socket.on('data', (bytes) => {
      try {
        reader.feed(bytes)
      } catch {
        socket.destroy()
      }
    })
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the mock has no port')
    process.send?.({ port: address.port } satisfies ListeningMessage)
  })
}

function makeAnswer(script: AnswerScript): (socket: Socket) => void {
  if (script.kind === 'paced') {
    const streams = new PacedStreams(script)
    return (socket) => streams.open(socket)
  }
  const writes = encodeAnswer(script)
  const [only] = writes
  if (writes.length === 1 && only !== undefined) return (socket) => socket.write(only)
  return (socket) => writeInTurns(socket, writes)
}

/** A write per turn of the event loop, so that the answers to different callers interleave as they do at a provider. */
function writeInTurns(socket: Socket, writes: readonly Buffer[]): void {
  let next = 0
  const step = () => {
    const bytes = writes[next++]
    if (bytes === undefined || socket.destroyed) return
    socket.write(bytes)
    if (next < writes.length) setImmediate(step)
  }
  step()
}
