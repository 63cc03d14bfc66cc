import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { startTollgate } from '../harness/start-tollgate.ts'
import { configOf, guideApi, plantSecrets } from '../harness/tollgate-config.ts'

test('connections on which nothing happens', { concurrency: true }, async (t) => {
  const { CLIENT_KEY, PROVIDER_KEY } = plantSecrets()
  const options = { config: configOf([guideApi('http://127.0.0.1:9')]), environment: { CLIENT_KEY, PROVIDER_KEY } }

  const drain = t.test('do not hold up the end', async () => {
    await using tollgate = await startTollgate(options)
    const idle = await open(tollgate.httpUrl)
    // One that was used and is kept alive, as every SDK does.
    idle.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await once(idle, 'data')
    const neverUsed = await open(tollgate.httpUrl)
    neverUsed.resume()
    const closed = Promise.all([once(idle, 'close'), once(neverUsed, 'close')])
    const startedAt = performance.now()
    assert.equal(await tollgate.stop(), 0)
    await closed
    assert.ok(performance.now() - startedAt < 5_000, `it took ${performance.now() - startedAt} ms`)
  })

  const slow = t.test('are closed where the head of a request does not come in time', async () => {
    await using tollgate = await startTollgate(options)
    const client = await open(tollgate.httpUrl)
    client.write('POST /openaiapi/2.3.0/responses HTTP/1.1\r\nhost: localhost\r\nx-slow: ')
    let answer = ''
    client.setEncoding('utf8').on('data', (text) => {
      answer += text
    })
    await once(client, 'close', { signal: AbortSignal.timeout(25_000) })
    assert.match(answer, /^HTTP\/1\.1 408 /)
  })

  await Promise.all([drain, slow])
})

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
