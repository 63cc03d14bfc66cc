import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeCertificate } from '../testing/certificate.ts'
import { RawConnection } from '../testing/raw-client.ts'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'
import { until } from '../testing/until.ts'
import { readCertificate } from './certificate-files.ts'
import { GatewayServer } from './server.ts'

/** The server's own limits, made short; what the limits are in use is in docs/reference/limits.md. */
const limits = { headMs: 300, requestMs: 600, checkEveryMs: 50, keepAliveMs: 200 }

describe('GatewayServer: clients that are slow', () => {
  let folder: TemporaryFolder
  let server: GatewayServer
  let port: number

  before(async () => {
    folder = temporaryFolder()
    server = new GatewayServer((request, response) => {
      request.resume()
      request.on('end', () => response.end('done'))
    }, limits)
    const everywhere = { hosts: ['127.0.0.1'], port: 0 }
    const certificate = readCertificate(makeCertificate(folder.path))
    port = (await server.listen({ https: everywhere, http: everywhere, certificate })).httpPort
  })

  after(async () => {
    await server.drain(100)
    folder[Symbol.dispose]()
  })

  it('closes a connection on which nothing comes', async () => {
    const connection = await RawConnection.open(port)
    await connection.waitForClose(1_500)
  })

  it('answers a head that comes a byte at a time with 408, in the words of an error, and closes', async () => {
    const connection = await RawConnection.open(port)
    for (const byte of 'GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') {
      if (connection.statuses.length > 0 || connection.socket.destroyed) break
      connection.write(byte)
      await sleep(20)
    }
    await connection.waitForClose(1_500)
    assert.deepEqual(connection.statuses, [408])
    assert.match(connection.text, /"code":"malformed_request"/)
  })

  it('does the same with a second request on a connection', async () => {
    const connection = await RawConnection.open(port)
    connection.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await until('the first answer', () => connection.text.includes('done'))
    connection.write('GET / HT')
    await connection.waitForClose(1_500)
    assert.deepEqual(connection.statuses, [200, 408])
  })

  it('closes a request whose body does not end', async () => {
    const connection = await RawConnection.open(port)
    connection.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n')
    for (let sent = 0; sent < 100 && !connection.socket.destroyed && connection.statuses.length === 0; sent++) {
      connection.write('x')
      await sleep(20)
    }
    await connection.waitForClose(1_500)
    assert.deepEqual(connection.statuses, [408])
  })

  it('closes a connection that is kept alive and not used', async () => {
    const connection = await RawConnection.open(port)
    connection.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await until('the answer', () => connection.text.includes('done'))
    await connection.waitForClose(2_500)
    assert.deepEqual(connection.statuses, [200])
  })

  it('serves others meanwhile', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, () => RawConnection.open(port)))
    for (const connection of slow) connection.write('GET / HTTP/1.1\r\nhost: localhost\r\nx')
    const good = await RawConnection.open(port)
    good.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await until('the answer', () => good.text.includes('done'), 200)
    await Promise.all(slow.map((connection) => connection.waitForClose(2_000)))
  })
})

describe('GatewayServer.listen', () => {
  it('says in a sentence that a port is taken', async () => {
    using folder = temporaryFolder()
    const certificate = readCertificate(makeCertificate(folder.path))
    const first = new GatewayServer(() => {})
    const any = { hosts: ['127.0.0.1'], port: 0 }
    const { httpPort } = await first.listen({ https: any, http: any, certificate })
    const second = new GatewayServer(() => {})
    const taken = { hosts: ['127.0.0.1'], port: httpPort }
    await assert.rejects(
      second.listen({ https: any, http: taken, certificate }),
      new RegExp(`Port ${httpPort} on 127\\.0\\.0\\.1 is taken`),
    )
    await assert.rejects(
      second.listen({ https: { hosts: ['192.0.2.1'], port: 0 }, http: any, certificate }),
      /no address 192\.0\.2\.1/,
    )
    await Promise.all([first.drain(0), second.drain(0)])
  })

  it('takes one port for all addresses', async () => {
    using folder = temporaryFolder()
    const server = new GatewayServer((_request, response) => response.end('done'))
    const certificate = readCertificate(makeCertificate(folder.path))
    const { httpPort, httpsPort } = await server.listen({
      https: { hosts: ['127.0.0.1', '127.0.0.2'], port: 0 },
      http: { hosts: ['127.0.0.1', '127.0.0.2'], port: 0 },
      certificate,
    })
    assert.notEqual(httpPort, httpsPort)
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      assert.equal(await (await fetch(`http://${host}:${httpPort}/`)).text(), 'done')
    }
    await server.drain(200)
  })
})
