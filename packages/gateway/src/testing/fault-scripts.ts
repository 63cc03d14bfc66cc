import { setTimeout as sleep } from 'node:timers/promises'
import { beginStream, endStream, renderHead, type Script, type UpstreamCall, writeChunk } from './scripted-upstream.ts'

/** Ways in which a provider's answer goes wrong, at the level of bytes. */

export type Ending = 'keep' | 'close' | 'reset'

const mebibyte = 1_048_576

/** Writes these bytes once the request is whole, and then ends the connection in this way. */
export function raw(bytes: string | Buffer, ending: Ending = 'keep'): Script {
  return async (call) => {
    await call.body
    call.socket.write(bytes)
    await sleep(10)
    finish(call, ending)
  }
}

function finish({ socket }: UpstreamCall, ending: Ending): void {
  if (ending === 'close') socket.end()
  if (ending === 'reset') socket.resetAndDestroy()
}

/** A head as text, to be followed by whatever a fault needs. */
export function head(status: number, headers: Readonly<Record<string, string>>): string {
  return renderHead(status, headers).toString('latin1')
}

/** A stream of these pieces, one chunk each, that then ends in this way rather than in good order. */
export function streamThen(pieces: readonly Buffer[], ending: Ending): Script {
  return async (call) => {
    await beginStream(call)
    for (const piece of pieces) writeChunk(call, piece)
    await sleep(20)
    finish(call, ending)
  }
}

/** A JSON answer of this many bytes. */
export function streamJson(size: number, status: number): Script {
  return async (call) => {
    await call.body
    call.socket.write(renderHead(status, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }))
    const piece = Buffer.alloc(mebibyte, 'x')
    for (let sent = 0; sent < size && !call.socket.destroyed; sent += piece.length) {
      if (!writeChunk(call, piece))
        await new Promise((resolve) => call.socket.once('drain', resolve).once('close', resolve))
    }
    if (!call.socket.destroyed) endStream(call)
  }
}

/** One byte every 20 ms. */
export async function trickle(call: UpstreamCall, text: string): Promise<void> {
  await call.body
  for (const byte of text) {
    if (call.socket.destroyed) return
    call.socket.write(byte)
    await sleep(20)
  }
}
