import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { NameServer } from '../testing/name-server.ts'
import { renderHead, type Script, ScriptedUpstream } from '../testing/scripted-upstream.ts'
import { NetworkUrlChecker } from './network-url-checker.ts'

const head = { onlyDns: false, timeoutMs: 5_000 }
const names = { onlyDns: true, timeoutMs: 5_000 }

describe('NetworkUrlChecker with HEAD', () => {
  it('lets pass what answers with 200 to 399, and nothing else', async (t) => {
    const { url, checker, upstream } = await start(t)
    const urls = [200, 204, 301, 399, 400, 403, 404, 405, 500, 503].map((status) => `${url}/${status}`)
    assert.deepEqual(await checker.findInvalid(urls, head), urls.slice(4))
    assert.deepEqual(
      upstream.calls.map(({ request }) => request.url).sort(),
      urls.map((each) => each.slice(url.length)),
    )
    for (const { request } of upstream.calls) {
      assert.equal(request.method, 'HEAD')
      assert.equal(request.headers['user-agent'], 'Tollgate-URL-check')
      assert.equal(request.headers.authorization, undefined)
    }
  })

  it('follows no redirect', async (t) => {
    const { url, checker, upstream } = await start(t)
    upstream.script = answering(302, { location: `${url}/somewhere-else` })
    assert.deepEqual(await checker.findInvalid([`${url}/moved`], head), [])
    assert.deepEqual(
      upstream.calls.map(({ request }) => request.url),
      ['/moved'],
    )
  })

  it('sends no password that stands in an address', async (t) => {
    const { url, checker, upstream } = await start(t)
    await checker.findInvalid([url.replace('http://', 'http://user:secret@')], head)
    assert.equal(upstream.last.request.headers.authorization, undefined)
  })

  it('does not wait for ever, and lets nothing pass for which it waited in vain', async (t) => {
    const { url, checker, upstream } = await start(t)
    upstream.script = () => {}
    assert.deepEqual(await checker.findInvalid([`${url}/silent`], { ...head, timeoutMs: 50 }), [`${url}/silent`])
  })

  it('takes what is no answer, no server and no address for invalid', async (t) => {
    const { url, checker, upstream } = await start(t)
    upstream.script = ({ socket }) => void socket.end('this is not HTTP\r\n\r\n')
    const port = await closedPort()
    const urls = [`${url}/garbage`, `http://127.0.0.1:${port}/`, 'http://', 'http://[', `${url}/${'a'.repeat(5_000)}`]
    assert.deepEqual(await checker.findInvalid(urls, head), urls)
  })

  it('checks a name that it connects to, so that a name for a private address is not called', async (t) => {
    const { url, upstream, nameServers } = await start(t, { 'inside.example': '127.0.0.1' })
    const port = new URL(url).port
    const urls = [`http://inside.example:${port}/`]
    const open = checkerOf(t, { allowPrivate: true, nameServers })
    assert.deepEqual(await open.findInvalid(urls, head), [])
    assert.equal(upstream.calls.length, 1)
    const closed = checkerOf(t, { allowPrivate: false, nameServers })
    assert.deepEqual(await closed.findInvalid(urls, head), urls)
    assert.equal(upstream.calls.length, 1)
  })

  it('calls no private address, however it is written', async (t) => {
    const { url, upstream } = await start(t)
    const { port } = new URL(url)
    const closed = checkerOf(t, { allowPrivate: false })
    const hosts = ['127.0.0.1', '127.1', '2130706433', '0x7f.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1']
    const urls = [...hosts, '169.254.169.254', 'a@127.0.0.1', '①②⑦.⓪.⓪.①'].map((host) => `http://${host}:${port}/`)
    assert.deepEqual(await closed.findInvalid(urls, head), urls)
    assert.deepEqual(await closed.findInvalid(urls, names), urls)
    assert.equal(upstream.calls.length, 0)
  })
})

describe('NetworkUrlChecker with names only', () => {
  it('lets pass a name that has an address, and calls nobody', async (t) => {
    const { checker, upstream, nameServers, nameServer } = await start(t, { 'good.example': '93.184.216.34' })
    const urls = ['https://good.example/a', 'http://bad.example/', 'https://good.example:8443/b', 'http://127.0.0.1/']
    assert.deepEqual(await checker.findInvalid(urls, names), ['http://bad.example/'])
    const closed = checkerOf(t, { allowPrivate: false, nameServers })
    assert.deepEqual(await closed.findInvalid(urls, names), ['http://bad.example/', 'http://127.0.0.1/'])
    assert.equal(upstream.calls.length, 0)
    assert.ok(nameServer.asked.includes('bad.example'))
  })

  it('takes a name that leads inside for invalid, unless that is allowed', async (t) => {
    const { checker, nameServers } = await start(t, { 'inside.example': '10.1.2.3' })
    const urls = ['http://inside.example/']
    assert.deepEqual(await checker.findInvalid(urls, names), [])
    assert.deepEqual(await checkerOf(t, { allowPrivate: false, nameServers }).findInvalid(urls, names), urls)
  })

  it('does not wait for ever for a name server', async (t) => {
    const { checker } = await start(t, { 'slow.example': 'silent' })
    const urls = ['http://slow.example/']
    assert.deepEqual(await checker.findInvalid(urls, { ...names, timeoutMs: 50 }), urls)
  })
})

describe('NetworkUrlChecker within bounds', () => {
  it('asks for each address once, also where several calls ask at once, and again after a while', async (t) => {
    const { url, upstream } = await start(t)
    let now = 0
    const checker = checkerOf(t, { allowPrivate: true, now: () => now })
    const ask = () => checker.findInvalid([`${url}/200`, `${url}/200`, `${url}/404#a`, `${url}/404#b`], head)
    const expected = [`${url}/404#a`, `${url}/404#b`]
    assert.deepEqual(await Promise.all([ask(), ask()]), [expected, expected])
    assert.equal(upstream.calls.length, 2)
    now = 59_999
    await ask()
    assert.equal(upstream.calls.length, 2)
    now = 60_000
    await ask()
    assert.equal(upstream.calls.length, 4)
  })

  it('keeps what HEAD found apart from what the name server said', async (t) => {
    const { url, checker } = await start(t)
    assert.deepEqual(await checker.findInvalid([`${url}/404`], head), [`${url}/404`])
    assert.deepEqual(await checker.findInvalid([`${url}/404`], names), [])
  })

  it('asks 16 at once, in order, and no more than 500', async (t) => {
    const { url, checker, upstream } = await start(t)
    let [open, most] = [0, 0]
    upstream.script = async (call) => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      await answering(200)(call)
    }
    const urls = Array.from({ length: 510 }, (_, index) => `${url}/${index}`)
    assert.deepEqual(await checker.findInvalid(urls, { ...head, timeoutMs: 20_000 }), urls.slice(500))
    assert.equal(upstream.calls.length, 500)
    assert.ok(most <= 16, `${most} at once`)
  })
})

async function start(t: TestContext, known: Readonly<Record<string, string>> = {}) {
  const upstream = await ScriptedUpstream.start((call) => answering(Number(call.request.url?.slice(1)) || 200)(call))
  const nameServer = await NameServer.start(known)
  t.after(() => upstream[Symbol.asyncDispose]())
  t.after(() => nameServer[Symbol.asyncDispose]())
  const nameServers = [nameServer.address]
  return {
    url: upstream.url,
    upstream,
    nameServer,
    nameServers,
    checker: checkerOf(t, { allowPrivate: true, nameServers }),
  }
}

function checkerOf(
  t: TestContext,
  options: Partial<ConstructorParameters<typeof NetworkUrlChecker>[0]> & { allowPrivate: boolean },
): NetworkUrlChecker {
  const checker = new NetworkUrlChecker({ now: Date.now, ...options })
  t.after(() => checker.close())
  return checker
}

function answering(status: number, headers: Readonly<Record<string, string>> = {}): Script {
  return ({ socket }) => void socket.write(renderHead(status, { 'content-length': '0', ...headers }))
}

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
