import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { certificatePair } from '../../testing/certificate-pair.ts'
import { callProvider, type ProviderCall } from './call-provider.ts'

const secret = 'sk-secret-0123456789'
const credential = { header: 'authorization', value: `Bearer ${secret}`, secret }

test('callProvider asks for the models with the credential, and counts them', async (t) => {
  const seen: string[] = []
  const url = await serve(t, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.end(JSON.stringify({ data: [{ id: 'a' }, { id: 'b' }] }))
  })
  const answer = await call(`${url}/v1/models`)
  assert.deepEqual(
    { ...answer, latencyMs: 0 },
    {
      ...{ ok: true, status: 200, latencyMs: 0, modelCount: 2, problem: null },
      models: ['a', 'b'],
    },
  )
  assert.deepEqual(seen, [`GET /v1/models Bearer ${secret}`])
})

test('callProvider names models as they can be shown: short, on one line, never with the secret', async (t) => {
  const data = [{ id: 'a\u0000b' }, { id: ` ${secret}` }, { id: 'x'.repeat(500) }, { id: 7 }, null, { id: '' }]
  const url = await serve(t, (_, response) => response.end(JSON.stringify({ data })))
  const answer = await call(`${url}/v1/models`)
  assert.deepEqual(answer.models, ['a b', 'x'.repeat(200)])
  assert.equal(answer.modelCount, data.length)
})

test('callProvider says what a status means, and never repeats the secret', async (t) => {
  const cases: Array<[number, unknown, RegExp]> = [
    [
      401,
      { error: { message: `Incorrect API key provided: ${secret}.\n\u0007See our page` } },
      /\(401\): check the secret. It says: "Incorrect API key provided: \[removed\] See our page"$/,
    ],
    [401, { error: { message: 'Bad key sk-sec*****6789.' } }, /It says: "Bad key \[removed\]"$/],
    [403, { message: 'no' }, /\(403\).*It says: "no"$/],
    [404, '<html>', /has nothing at \/v1\/models \(404\): check the path/],
    [429, { error: 'x'.repeat(1_000) }, /\(429\).*x…"$/],
    [503, {}, /problem of its own \(503\)/],
    [302, {}, /redirects, which is not followed/],
    [200, '<html>', /not with a list of models/],
    [200, { object: 'list' }, /not with a list of models/],
  ]
  for (const [status, body, sentence] of cases) {
    const url = await serve(t, (_, response) => {
      response.writeHead(status, { location: 'http://127.0.0.1:1/' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    const answer = await call(`${url}/v1/models`)
    assert.deepEqual([answer.ok, answer.status], [false, status])
    assert.match(answer.problem ?? '', sentence)
    assert.doesNotMatch(answer.problem ?? '', /sk-sec|6789/)
  }
})

test('callProvider says why there was no answer', async (t) => {
  const silent = await serve(t, () => {})
  const closing = await serve(t, (request) => request.socket.destroy())
  const greeting = await listen(
    t,
    createTcpServer((socket) => socket.on('error', () => {}).end('220 mail.example\r\n')),
  )
  const nobody = await freePort()
  const cases: Array<[string, Partial<ProviderCall>, RegExp]> = [
    [silent, { timeoutMs: 50 }, /did not answer in time/],
    [closing, {}, /closed the connection/],
    [`http://127.0.0.1:${greeting}`, {}, /does not speak HTTP/],
    [`https://127.0.0.1:${greeting}`, {}, /No TLS connection/],
    [`http://127.0.0.1:${nobody}`, {}, /refuses connections/],
    [
      'http://provider.example',
      { resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) },
      /cannot be resolved/,
    ],
    ['http://provider.example', { resolve: () => new Promise(() => {}), timeoutMs: 50 }, /did not answer in time/],
  ]
  for (const [url, options, sentence] of cases) {
    const answer = await call(`${url}/v1/models`, options)
    assert.deepEqual([answer.ok, answer.status, answer.modelCount], [false, null, null])
    assert.match(answer.problem ?? '', sentence)
  }
})

test('callProvider connects to what the name was checked with, and refuses private addresses', async (t) => {
  let calls = 0
  const url = await serve(t, (_, response) => {
    calls++
    response.end('{"data":[]}')
  })
  const { port } = new URL(url)
  let lookups = 0
  const resolve = async () => [{ address: lookups++ === 0 ? '127.0.0.1' : '203.0.113.1', family: 4 }]
  assert.equal((await call(`http://provider.example:${port}/v1/models`, { resolve })).ok, true)
  assert.deepEqual([calls, lookups], [1, 1])
  const mixed = async () => [
    { address: '8.8.8.8', family: 4 },
    { address: '169.254.169.254', family: 4 },
  ]
  const refusals: Array<[string, Partial<ProviderCall>]> = [
    [`http://127.0.0.1:${port}`, {}],
    [`http://localhost:${port}`, {}],
    [`http://[::ffff:127.0.0.1]:${port}`, {}],
    [`http://provider.example:${port}`, { resolve: async () => [{ address: '127.0.0.1', family: 4 }] }],
    [`http://provider.example:${port}`, { resolve: mixed }],
  ]
  for (const [address, options] of refusals) {
    const answer = await call(`${address}/v1/models`, { ...options, allowPrivate: false })
    assert.match(answer.problem ?? '', /private addresses are not allowed here/, address)
  }
  assert.equal(calls, 1)
})

test('callProvider trusts the certificates of the endpoint', async (t) => {
  const { certificate, key } = await certificatePair()
  const server = createTlsServer({ cert: certificate, key }, (_, response) => response.end('{"data":[1]}'))
  const port = await listen(t, server)
  const url = `https://127.0.0.1:${port}/v1/models`
  assert.match((await call(url)).problem ?? '', /from nobody that is known here/)
  assert.equal((await call(url, { trustedCertificates: certificate })).modelCount, 1)
  const named = { trustedCertificates: certificate, resolve: async () => [{ address: '127.0.0.1', family: 4 }] }
  assert.match(
    (await call(`https://other.example:${port}/v1/models`, named)).problem ?? '',
    /not made for the name other.example/,
  )
})

test('callProvider reads a bounded answer', async (t) => {
  const url = await serve(t, (_, response) => {
    response.on('error', () => {})
    const piece = Buffer.alloc(64 * 1024, ' ')
    const write = () => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', write)
    }
    write()
  })
  const answer = await call(`${url}/v1/models`)
  assert.deepEqual([answer.ok, answer.modelCount], [true, null])
})

function call(url: string, options: Partial<ProviderCall> = {}) {
  return callProvider({ url, credential, trustedCertificates: null, allowPrivate: true, timeoutMs: 5_000, ...options })
}

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(t, createServer(listener))}`
}

async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
