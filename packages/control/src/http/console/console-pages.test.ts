import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Hono } from 'hono'
import { consolePages } from './console-pages.ts'

const page = '<!doctype html><meta name="style-nonce" content="%STYLE_NONCE%"><p>console</p>'
const script = 'console.info("a script")'

test('every address of a workspace is the page, with a policy and a nonce of its own each time', async (t) => {
  const { app } = await builtConsole(t)
  const nonces = new Set<string>()
  for (const path of ['/publisher', '/publisher/apis/1', '/devportal', '/analytics/exchanges', '/admin', '/welcome']) {
    const response = await app.request(path)
    assert.equal(response.status, 200, path)
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='/)
    assert.match(policy, /form-action 'none'; frame-ancestors 'none'; base-uri 'none'$/)
    assert.doesNotMatch(policy, /unsafe|\*|https?:/)
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? assert.fail(policy)
    assert.equal(await response.text(), page.replace('%STYLE_NONCE%', nonce))
    nonces.add(nonce)
  }
  assert.equal(nonces.size, 6)
})

test('what the page loads is kept for good, and packed for who takes it packed', async (t) => {
  const { app } = await builtConsole(t)
  const plain = await app.request('/assets/index-1a2b.js')
  assert.equal(await plain.text(), script)
  assert.equal(plain.headers.get('content-encoding'), null)
  const packed = await app.request('/assets/index-1a2b.js', { headers: { 'accept-encoding': 'br, gzip' } })
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  assert.equal(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString(), script)
  for (const { headers } of [plain, packed]) {
    assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(headers.get('vary'), 'accept-encoding')
    assert.equal(headers.get('content-type'), 'text/javascript; charset=utf-8')
  }
  const font = await app.request('/assets/inter.woff2', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(font.headers.get('content-type'), 'font/woff2')
  assert.equal(font.headers.get('content-encoding'), null)
})

test('nothing else is served: no file beside the assets, no other kind, no folder', async (t) => {
  const { app } = await builtConsole(t)
  for (const path of [
    ...[
      '/assets/..%2findex.html',
      '/assets/..%2f..%2fsecret.js',
      '/assets/%2e%2e%2fsecret.js',
      '/assets/..%5csecret.js',
    ],
    ...['/assets/index-1a2b.js.gz', '/assets/notes.txt', '/assets/.hidden.js', '/assets/missing.js', '/assets/'],
    ...[
      '/assets/sub/inner.js',
      '/assets/sub%2finner.js',
      '/assets/index-1a2b.js%00',
      '/built-from',
      '/dist/index.html',
    ],
  ])
    assert.equal((await app.request(path)).status, 404, path)
})

test('while it is being built the page says so and loads itself again', async (t) => {
  const folder = await emptyFolder(t)
  const app = consolePages(folder)
  const response = await app.request('/publisher')
  assert.equal(response.status, 503)
  assert.equal(response.headers.get('retry-after'), '2')
  assert.equal(response.headers.get('refresh'), '2')
  assert.match(await response.text(), /is being built/)
  await writeFile(join(folder, 'index.html'), page)
  assert.equal((await app.request('/publisher')).status, 200)
})

async function builtConsole(t: TestContext): Promise<{ readonly app: Hono }> {
  const outside = await emptyFolder(t)
  const folder = join(outside, 'dist')
  await mkdir(join(folder, 'assets', 'sub'), { recursive: true })
  const files: Readonly<Record<string, string | Buffer>> = {
    'index.html': page,
    'built-from': 'a hash',
    'assets/index-1a2b.js': script,
    'assets/index-1a2b.js.gz': gzipSync(script),
    'assets/inter.woff2': 'a font',
    'assets/notes.txt': 'no kind of ours',
    'assets/.hidden.js': 'hidden',
    'assets/sub/inner.js': 'within',
    '../secret.js': 'a secret',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return { app: consolePages(folder) }
}

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-console-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
