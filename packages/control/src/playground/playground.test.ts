import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { certificatePair } from '../testing/certificate-pair.ts'
import { refused } from '../testing/refused.ts'
import { Playground, type PlaygroundOptions } from './playground.ts'

const call = { who: 'ada', path: '/shop/1.0/responses', keyHeader: null, key: 'tg_key', body: '{"model":"m"}' }

test('a call is told as it comes, with its head in front and its end behind', async (t) => {
  const asked: IncomingMessage[] = []
  const playground = await playgroundOn(t, (request, response) => {
    asked.push(request)
    response.writeHead(200, { 'x-request-id': 'req_1' }).write('Grüße, ')
    response.end('Welt')
  })
  const told = await all(await playground.call(call))
  assert.deepEqual(
    told.map(({ name }) => name),
    ['head', ...told.slice(1, -1).map(() => 'text'), 'end'],
  )
  const [head] = told
  assert.equal(head?.data.status, 200)
  assert.equal(head?.data.requestId, 'req_1')
  assert.equal(told.map(({ name, data }) => (name === 'text' ? data : '')).join(''), 'Grüße, Welt')
  assert.equal(asked[0]?.url, call.path)
  assert.equal(asked[0]?.headers.authorization, 'Bearer tg_key')
})

test('the key goes in the header that the API wants', async (t) => {
  const asked: IncomingMessage[] = []
  const playground = await playgroundOn(t, (request, response) => {
    asked.push(request)
    response.end('{}')
  })
  await all(await playground.call({ ...call, keyHeader: 'x-shop-key' }))
  assert.equal(asked[0]?.headers['x-shop-key'], 'tg_key')
  assert.equal(asked[0]?.headers.authorization, undefined)
})

test('a key that the gateway does not know yet is tried again', async (t) => {
  let times = 0
  const playground = await playgroundOn(t, (_, response) => {
    times++
    response.writeHead(times < 3 ? 401 : 200).end('{}')
  })
  const [head] = await all(await playground.call(call))
  assert.equal(head?.data.status, 200)
  assert.equal(times, 3)
})

test('whoever stops ends the call at the gateway, also while nothing comes, and has room for another', async (t) => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const playground = await playgroundOn(
    t,
    (_, response) => {
      response.on('close', leave)
      response.writeHead(200).write('first')
    },
    { callsOfOneMax: 1 },
  )
  const pieces = (await playground.call(call))[Symbol.asyncIterator]()
  await pieces.next()
  await pieces.next()
  const waiting = pieces.next()
  await refused(playground.call(call), 'too-many', /1 calls open here already/)
  await pieces.return?.()
  await waiting
  await left
  await (await playground.call(call))[Symbol.asyncIterator]().return?.()
})

test('a call that takes too long is ended, with a word', async (t) => {
  const playground = await playgroundOn(t, (_, response) => void response.writeHead(200).write('first'), {
    callMsMax: 300,
  })
  const told = await all(await playground.call(call))
  assert.equal(told.at(-1)?.name, 'failed')
  assert.match(told.at(-1)?.data.reason ?? '', /longest time/)
})

test('a gateway with another certificate is not spoken to, and none at all is a refusal', async (t) => {
  const other = await certificatePair()
  const playground = await playgroundOn(t, (_, response) => response.end('{}'), {}, other.certificate)
  await refused(playground.call(call), 'conflict', /cannot be reached from here/)
  await refused(
    new Playground({ findGateway: async () => undefined }).call(call),
    'conflict',
    /^No gateway can be reached/,
  )
})

async function playgroundOn(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: Omit<PlaygroundOptions, 'findGateway'> = {},
  trusted?: string,
): Promise<Playground> {
  const { certificate, key } = await certificatePair()
  const server = createServer({ cert: certificate, key }, answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  return new Playground({ ...options, findGateway: async () => ({ url, certificate: trusted ?? certificate }) })
}

interface Told {
  readonly name: string
  readonly data: { readonly status?: number; readonly requestId?: string; readonly reason?: string }
}

async function all(pieces: AsyncIterable<string>): Promise<Told[]> {
  const told: Told[] = []
  for await (const piece of pieces) {
    const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/s.exec(piece) ?? []
    told.push({ name, data: JSON.parse(data) })
  }
  return told
}
