import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply, Step } from './reply.ts'
import { resetSocket } from './reset-socket.ts'

/** sent: every step was done; client-gone: the other side closed before. */
export type ReplyOutcome = 'sent' | 'client-gone'

export async function playReply(socket: Socket, reply: Reply): Promise<ReplyOutcome> {
  const gone = new AbortController()
  const onClose = () => gone.abort()
  // The other side's FIN counts as going too: HTTP clients do not half-close.
  socket.once('close', onClose)
  socket.once('end', onClose)
  try {
    for (const step of reply.steps) {
      if (socket.destroyed || gone.signal.aborted) return 'client-gone'
      if (!(await playStep(socket, step, gone.signal))) return 'client-gone'
    }
    return 'sent'
  } finally {
    socket.off('close', onClose)
    socket.off('end', onClose)
  }
}

/** False where the client went while the step was being done. */
async function playStep(socket: Socket, step: Step, gone: AbortSignal): Promise<boolean> {
  switch (step.do) {
    case 'send':
      return send(socket, step.bytes)
    case 'wait':
      return sleep(step.ms, true, { signal: gone }).catch(() => false)
    case 'hold':
      if (!gone.aborted) await once(gone, 'abort')
      return false
    case 'close':
      socket.end()
      return true
    case 'reset':
      resetSocket(socket)
      return true
  }
}

/** Resolves when the kernel has the bytes, so that one step is one write and a slow reader slows the script. */
function send(socket: Socket, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    socket.write(bytes, (error) => setImmediate(() => resolve(error === null || error === undefined)))
  })
}
