import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { errorRow } from '@tollgate/contract/errors'
import { requestCorpus } from './request-head.corpus.ts'
import { checkRequestHead } from './request-head.ts'

describe('requestCorpus against a bare Node server that applies checkRequestHead', () => {
  let server: Server
  let accepted = 0

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const status = refusalStatus(request)
    if (status === undefined) accepted++
    request.resume()
    // A refusal goes out at once; a good head is answered when its body was read whole.
    const send = () => response.writeHead(status ?? 200, { connection: 'close' }).end()
    if (status === undefined) request.on('end', send)
    else send()
  }
  const answerTunnel = (request: IncomingMessage, socket: Duplex) =>
    socket.end(`HTTP/1.1 ${refusalStatus(request)} Refused\r\nConnection: close\r\n\r\n`)

  before(async () => {
    server = createServer({ maxHeaderSize: 32_768 }, answer)
    server.maxHeadersCount = 100
    server.on('checkContinue', answer)
    server.on('checkExpectation', answer)
    server.on('connect', answerTunnel)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  after(() => {
    server.closeAllConnections()
    server.close()
  })

  for (const { name, bytes, expect, phase } of requestCorpus) {
    it(`${name} → ${expect}`, async () => {
      const { port } = server.address() as AddressInfo
      accepted = 0
      const statuses = await exchange(port, bytes)
      const expected = expect === 'closed' ? undefined : expect === 'accepted' ? 200 : expect
      assert.equal(statuses[0], expected)
      assert.ok(statuses.length <= 1, `${statuses.length} answers`)
      if (expect === 'accepted') assert.equal(accepted, 1, 'did not reach the application once')
      else if (phase === 'head') assert.equal(accepted, 0, 'reached the application')
    })
  }

  it('has at least 120 requests with names of their own', () => {
    assert.ok(requestCorpus.length >= 120)
    assert.equal(new Set(requestCorpus.map(({ name }) => name)).size, requestCorpus.length)
  })
})

function refusalStatus(request: IncomingMessage): number | undefined {
  const { httpVersion, method = '', url = '', rawHeaders } = request
  const problem = checkRequestHead({ httpVersion, isHttp2: false, method, url, rawHeaders })
  return problem && errorRow(problem.code).status
}

/** Sends the bytes, half-closes, reads to the end; answers the statuses of the final answers. */
async function exchange(port: number, bytes: string): Promise<number[]> {
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  socket.on('data', (chunk) => received.push(chunk))
  // The server may close on bytes that it has not read, which resets the connection after its answer.
  socket.on('error', () => undefined)
  socket.end(Buffer.from(bytes, 'latin1'))
  await once(socket, 'close')
  const text = Buffer.concat(received).toString('latin1')
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1])).filter((status) => status >= 200)
}
