import type { Socket } from 'node:net'

/**
 * Resets a connection; one whose end is being sent already is torn down without. Node asks libuv for a reset between the two, is
 * refused (EINVAL: no SO_LINGER beside a shutdown), and forgets the handle: no 'close' ever comes, and the process cannot end.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
