import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'

const statuses: Readonly<Record<string, { status: string; message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: 'The request head is larger than 32 KiB, or has more than 100 headers.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: '413 Payload Too Large', message: 'The chunk extensions are too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'The request did not arrive in time.' },
}
const malformed = { status: '400 Bad Request', message: 'The request is not well-formed HTTP/1.1.' }

/** Answers bytes that are no request; written by hand because there is no response object to write to. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  writeRefusal(socket, statuses[error.code ?? ''] ?? malformed)
}

/** CONNECT is for forward proxies. */
export function refuseConnect(socket: Duplex): void {
  writeRefusal(socket, {
    status: '405 Method Not Allowed',
    message: 'CONNECT is not allowed here: this is no forward proxy.',
  })
}

function writeRefusal(socket: Duplex, { status, message }: { status: string; message: string }): void {
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', param: null, code: 'malformed_request' },
  })
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${randomUUID()}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
