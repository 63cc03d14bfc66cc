import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { ensureConsole } from './ensure-console.ts'

const root = join(import.meta.dirname, '..', '..', '..', '..')

test('a console is built where there is none, packed, and left alone until its sources change', async (t) => {
  const folder = await smallConsole(t)
  assert.equal(await ensureConsole(folder), null)
  const page = await readFile(join(folder, 'dist', 'index.html'), 'utf8')
  assert.match(page, /src="\/assets\/index-[\w-]+\.js"/)
  const names = await readdir(join(folder, 'dist', 'assets'))
  const script = names.find((name) => name.endsWith('.js')) ?? assert.fail(names.join())
  const packed = await readFile(join(folder, 'dist', 'assets', `${script}.gz`))
  assert.deepEqual(gunzipSync(packed), await readFile(join(folder, 'dist', 'assets', script)))

  const builtAt = (await stat(join(folder, 'dist', 'index.html'))).mtimeMs
  assert.equal(await ensureConsole(folder), null)
  assert.equal((await stat(join(folder, 'dist', 'index.html'))).mtimeMs, builtAt)

  await writeFile(join(folder, 'src', 'main.ts'), `document.title = 'the second one'`)
  assert.equal(await ensureConsole(folder), null)
  const second = (await readdir(join(folder, 'dist', 'assets'))).filter((name) => name.endsWith('.js'))
  assert.equal(second.length, 1)
  assert.match(await readFile(join(folder, 'dist', 'assets', second[0] ?? ''), 'utf8'), /the second one/)
  assert.deepEqual(await foldersBeside(folder), ['dist'])
})

test('several that build at once leave one whole console', async (t) => {
  const folder = await smallConsole(t)
  assert.deepEqual(await Promise.all([ensureConsole(folder), ensureConsole(folder)]), [null, null])
  const page = await readFile(join(folder, 'dist', 'index.html'), 'utf8')
  const script = /\/assets\/([\w.-]+\.js)/.exec(page)?.[1] ?? assert.fail(page)
  await readFile(join(folder, 'dist', 'assets', script))
  assert.deepEqual(await foldersBeside(folder), ['dist'])
})

test('sources with a mistake are said, and the console that was there stays', async (t) => {
  const folder = await smallConsole(t)
  assert.equal(await ensureConsole(folder), null)
  const before = await readFile(join(folder, 'dist', 'index.html'), 'utf8')
  await writeFile(join(folder, 'src', 'main.ts'), `import './not-there.ts'`)
  assert.match(String(await ensureConsole(folder)), /^The console could not be built: .*not-there\.ts/s)
  assert.equal(await readFile(join(folder, 'dist', 'index.html'), 'utf8'), before)
  assert.deepEqual(await foldersBeside(folder), ['dist'])
})

/** A console of one line, built by the same Vite. */
async function smallConsole(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-console-'))
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
  await cp(join(root, 'packages/console/vite.config.ts'), join(folder, 'vite.config.ts'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>Small</title><script type="module" src="/src/main.ts"></script>',
  )
  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'src', 'main.ts'), `document.title = 'the first one'`)
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  return folder
}

async function foldersBeside(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('dist'))
}
