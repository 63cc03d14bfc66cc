import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Hono } from 'hono'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { mountCliBundle } from './cli-bundle.ts'

test('the packed command is served as it lies there, its sum too; before it is packed one is told to come again', async (t) => {
  const folder = temporaryFolder(t)
  const app = new Hono()
  for (const { path, handle } of mountCliBundle(folder)) app.all(path, handle)
  const early = await app.request('/cli.tgz')
  assert.deepEqual([early.status, early.headers.get('retry-after')], [503, '2'])
  const bytes = Buffer.from([0x1f, 0x8b, 0, 255])
  await writeFile(join(folder, 'cli.tgz'), bytes)
  await writeFile(join(folder, 'cli.tgz.sha256'), 'a sum  cli.tgz\n')
  await writeFile(join(folder, 'built-from'), 'nobody asks for it')
  const packed = await app.request('/cli.tgz')
  assert.equal(packed.headers.get('content-type'), 'application/gzip')
  assert.deepEqual(Buffer.from(await packed.arrayBuffer()), bytes)
  assert.equal(await (await app.request('/cli.tgz.sha256')).text(), 'a sum  cli.tgz\n')
  assert.equal((await app.request('/cli.tgz', { method: 'POST' })).status, 405)
  assert.equal((await app.request('/built-from')).status, 404)
})
