import assert from 'node:assert/strict'
import { type LookupAddress, lookup } from 'node:dns'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type LookupFunction, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { Agent, request } from 'undici'
import { checkLiteralHost, guardedLookup, type Resolve } from './guarded-lookup.ts'

/** A resolver that knows names no server of this machine would; each call takes the next answer, the last one stays. */
function resolving(...answers: ReadonlyArray<readonly string[]>): Resolve & { calls: number } {
  const resolve = (_: string, __: object, callback: Parameters<Resolve>[2]) => {
    const addresses = answers[Math.min(resolve.calls++, answers.length - 1)] ?? []
    queueMicrotask(() => callback(null, addresses.map(addressOf)))
  }
  resolve.calls = 0
  return resolve
}

function addressOf(address: string): LookupAddress {
  return { address, family: address.includes(':') ? 6 : 4 }
}

function look(lookupFunction: LookupFunction, hostname: string, all = true) {
  return new Promise<{ error: NodeJS.ErrnoException | null; address: string | LookupAddress[]; family?: number }>(
    (resolve) => {
      lookupFunction(hostname, { all }, (error, address, family) =>
        resolve({ error, address, ...(family === undefined ? {} : { family }) }),
      )
    },
  )
}

/** SS-1: spellings of places that are not the public Internet, as an endpoint's URL could have them. */
const privateSpellings = [
  'http://127.0.0.1/',
  'http://127.0.0.1:8080/v1',
  'https://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://127.255.255.254/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0x7F.0x0.0x0.0x1/',
  'http://0177.0.0.1/',
  'http://0177.0.0.01/',
  'http://127.0.0.1./',
  'http://①②⑦.⓪.⓪.①/',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http://127%2e0%2e0%2e1/',
  'http://%31%32%37.0.0.1/',
  'http://user:password@127.0.0.1/',
  'http://api.openai.com@127.0.0.1/',
  'http://api.openai.com%40@127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'http:127.0.0.1',
  'http:////127.0.0.1/',
  'http://127.0.0.1#@api.openai.com/',
  'http://127.0.0.1\\@api.openai.com/',
  'http://1\t27.0.0.1/',
  'http://12\n7.0.0.1/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0x0/',
  'http://00.0.0.0/',
  'http://0.1.2.3/',
  'http://10.0.0.1/',
  'http://10.1/',
  'http://167772161/',
  'http://012.0.0.1/',
  'http://0xa.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://0xac100001/',
  'http://192.168.0.1/',
  'http://192.168.1/',
  'http://3232235521/',
  'http://169.254.169.254/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://2852039166/',
  'http://169.254.43518/',
  'http://0251.0376.0251.0376/',
  'http://100.64.0.1/',
  'http://100.127.255.255/',
  'http://198.18.0.1/',
  'http://192.0.0.1/',
  'http://192.0.2.1/',
  'http://198.51.100.1/',
  'http://203.0.113.1/',
  'http://224.0.0.1/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::1]:8080/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[0000::0001]/',
  'http://[::]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::FFFF:7f00:1]/',
  'http://[0:0:0:0:0:ffff:10.0.0.1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:192.168.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b::a00:1]/',
  'http://[64:ff9b:1::10.0.0.1]/',
  'http://[2002:7f00:1::]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[2002:c0a8:1::1]/',
  'http://[2001::1]/',
  'http://[2001:db8::1]/',
  'http://[fe80::1]/',
  'http://[febf::1]/',
  'http://[fec0::1]/',
  'http://[feff::1]/',
  'http://[fc00::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fdff::1]/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[3fff::1]/',
  'http://[5f00::1]/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://ｌocalhost/',
  'http://loc%61lhost/',
  'http://api.localhost/',
  'http://printer.local/',
  'http://metadata.google.internal/',
] as const

/** These are no URLs at all, which is as good. */
const malformedSpellings = [
  'http://127.0.0.256/',
  'http://0x7f.0.0.0x100/',
  'http://4294967296/',
  'http://1.2.3.4.5/',
  'http://[::1/',
  'http://[::1%25lo]/',
  'http://[fe80::1%eth0]/',
  'http://[127.0.0.1]/',
  'http://127.0.0.1 /x',
  'http://127.0.0.1:99999/',
  'http:///',
] as const

const publicSpellings = [
  'https://api.openai.com/v1',
  'https://8.8.8.8/',
  'https://1.1.1.1:443/',
  'https://172.15.255.255/',
  'https://172.32.0.1/',
  'https://100.63.255.255/',
  'https://100.128.0.1/',
  'https://169.253.255.255/',
  'https://192.167.255.255/',
  'https://11.0.0.1/',
  'https://128.0.0.1/',
  'https://[2606:4700:4700::1111]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[64:ff9b::8.8.8.8]/',
  'https://[2002:808:808::1]/',
  'https://localhost.example/',
  'https://127.0.0.1.example/',
  'https://internal.example/',
] as const

describe('checkLiteralHost', () => {
  for (const spelling of privateSpellings) {
    it(`refuses ${JSON.stringify(spelling)}`, () => {
      const error = checkLiteralHost(new URL(spelling).hostname, false)
      assert.equal(codeOf(error), 'TOLLGATE_PRIVATE_ADDRESS')
    })
  }

  for (const spelling of malformedSpellings)
    it(`never sees ${spelling}`, () => assert.throws(() => new URL(spelling), { code: 'ERR_INVALID_URL' }))

  for (const spelling of publicSpellings)
    it(`takes ${spelling}`, () => assert.equal(checkLiteralHost(new URL(spelling).hostname, false), undefined))

  it('takes IPv6 without its brackets', () => {
    assert.ok(checkLiteralHost('::1', false))
    assert.ok(checkLiteralHost('fe80::1%eth0', false))
    assert.equal(checkLiteralHost('2606:4700::1', false), undefined)
  })

  it('takes everything where the operator allows it', () => {
    for (const spelling of privateSpellings) assert.equal(checkLiteralHost(new URL(spelling).hostname, true), undefined)
  })
})

describe('guardedLookup', () => {
  it('answers the addresses that were checked, in both forms', async () => {
    const resolve = resolving(['8.8.8.8', '2606:4700::1'])
    const checked = guardedLookup({ allowPrivate: false, resolve })
    assert.deepEqual((await look(checked, 'public.example')).address, [addressOf('8.8.8.8'), addressOf('2606:4700::1')])
    assert.deepEqual(await look(checked, 'public.example', false), { error: null, address: '8.8.8.8', family: 4 })
  })

  for (const address of [
    '127.0.0.1',
    '10.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '::1',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    'fd00::1',
    '64:ff9b::a00:1',
  ]) {
    it(`refuses a name that resolves to ${address}, alone or among others`, async () => {
      for (const answer of [[address], ['8.8.8.8', address], [address, '8.8.8.8']]) {
        for (const all of [true, false]) {
          const checked = guardedLookup({ allowPrivate: false, resolve: resolving(answer) })
          const { error, address: found } = await look(checked, 'rebound.example', all)
          assert.equal(codeOf(error), 'TOLLGATE_PRIVATE_ADDRESS')
          assert.deepEqual(found, [])
        }
      }
    })
  }

  it('hands on what the resolver says is wrong, and takes an empty answer for not found', async () => {
    const failing: Resolve = (_, __, callback) => callback(Object.assign(new Error('no'), { code: 'EAI_AGAIN' }), [])
    assert.equal(
      codeOf((await look(guardedLookup({ allowPrivate: true, resolve: failing }), 'a.example')).error),
      'EAI_AGAIN',
    )
    const empty = guardedLookup({ allowPrivate: true, resolve: resolving([]) })
    assert.equal(codeOf((await look(empty, 'a.example')).error), 'ENOTFOUND')
  })

  it('refuses odd spellings that the system resolver would take for loopback', async () => {
    for (const name of ['localhost', '0x7f.1', '2130706433', '0177.0.0.1', '127.1']) {
      const { error } = await look(guardedLookup({ allowPrivate: false }), name)
      assert.ok(error !== null, name)
    }
  })

  it('passes the wish for one family on to the resolver', async () => {
    const families: unknown[] = []
    const resolve: Resolve = (_, options, callback) => {
      families.push(options.family)
      callback(null, [addressOf('8.8.8.8')])
    }
    const checked = guardedLookup({ allowPrivate: false, resolve })
    await new Promise<void>((done) => checked('a.example', { family: 4 }, () => done()))
    assert.deepEqual(families, [4])
  })
})

describe('guardedLookup in a connector', () => {
  it('lets no connection through to loopback unless it is allowed', async (t) => {
    const server = createServer((_, response) => response.end('reached'))
    let connections = 0
    server.on('connection', () => connections++)
    server.listen(0, 'localhost')
    await once(server, 'listening')
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`
    const guarded = new Agent({ connect: { lookup: guardedLookup({ allowPrivate: false }) } })
    const open = new Agent({ connect: { lookup: guardedLookup({ allowPrivate: true }) } })
    t.after(async () => {
      await Promise.all([guarded.destroy(), open.destroy()])
      server.close()
    })

    await assert.rejects(request(url, { dispatcher: guarded }), { code: 'TOLLGATE_PRIVATE_ADDRESS' })
    await assert.rejects(request(url.replace('http:', 'https:'), { dispatcher: guarded }), {
      code: 'TOLLGATE_PRIVATE_ADDRESS',
    })
    assert.equal(connections, 0)
    const { body } = await request(url, { dispatcher: open })
    assert.equal(await body.text(), 'reached')
    assert.equal(connections, 1)
  })

  it('connects to the address that was checked, whatever the name says a moment later', async (t) => {
    const server = createTcpServer((socket) => socket.end())
    server.listen(0, '127.0.0.2')
    await once(server, 'listening')
    t.after(() => server.close())
    const resolve = resolving(['127.0.0.2'], ['127.0.0.1'])
    const socket: Socket = connect({
      host: 'rebound.example',
      port: (server.address() as AddressInfo).port,
      lookup: guardedLookup({ allowPrivate: true, resolve }),
    })
    await once(socket, 'connect')
    assert.equal(socket.remoteAddress, '127.0.0.2')
    assert.equal(resolve.calls, 1)
    socket.destroy()
  })

  it('refuses the second connection when the name has turned to loopback', async () => {
    const resolve = resolving(['8.8.8.8'], ['127.0.0.1'])
    const checked = guardedLookup({ allowPrivate: false, resolve })
    assert.equal((await look(checked, 'rebound.example')).error, null)
    assert.equal(codeOf((await look(checked, 'rebound.example')).error), 'TOLLGATE_PRIVATE_ADDRESS')
  })

  it('uses the system resolver unless told otherwise', async () => {
    const expected = await new Promise<LookupAddress[]>((resolve, reject) =>
      lookup('localhost', { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
    )
    assert.deepEqual((await look(guardedLookup({ allowPrivate: true }), 'localhost')).address, expected)
  })
})

function codeOf(error: Error | null | undefined): unknown {
  return error && 'code' in error ? error.code : undefined
}
