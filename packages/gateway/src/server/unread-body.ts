import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

const lingerMs = 2_000

/**
 * Gets rid of what a client still sends of a request that was answered early. It is thrown away for a while, so that the client
 * reads its answer rather than a reset; then the connection ends, because the next request on it would wait behind the rest.
 */
export function discardRest(request: IncomingMessage, socket: Socket): void {
  request.resume()
  const end = () => {
    if (request.complete) return
    if (request.httpVersionMajor === 2) request.destroy()
    else socket.destroy()
  }
  setTimeout(end, lingerMs).unref()
}
