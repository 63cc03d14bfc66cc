import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ensureBundle } from './ensure-bundle.ts'
import { packTarball } from './tarball.ts'

const folder = join(import.meta.dirname, '..', '..')
const place = { folder, consoleFolder: join(folder, '..', 'console') }

function temporary(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tollgate-bundle-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('packTarball: tar reads every byte, the modes too, and the same files make the same bytes', (t) => {
  const into = temporary(t)
  const files = [
    { name: 'empty.txt', content: Buffer.alloc(0) },
    { name: 'block.bin', content: Buffer.alloc(512, 7) },
    { name: 'tool.mjs', content: Buffer.from('tool'), isProgram: true },
  ]
  writeFileSync(join(into, 'a.tgz'), packTarball(files))
  execFileSync('tar', ['-xzf', 'a.tgz'], { cwd: into })
  for (const { name, content } of files) assert.deepEqual(readFileSync(join(into, 'package', name)), content)
  assert.equal(statSync(join(into, 'package', 'tool.mjs')).mode & 0o111, 0o111)
  assert.equal(statSync(join(into, 'package', 'empty.txt')).mode & 0o111, 0)
  assert.deepEqual(packTarball(files), packTarball(files))
})

test('the packed command is one program that needs nothing else: it connects Codex and takes it back byte by byte', async (t) => {
  assert.equal(await ensureBundle(place), null)
  const home = temporary(t)
  execFileSync('tar', ['-xzf', join(folder, 'dist', 'cli.tgz')], { cwd: home })
  const { bin, dependencies } = JSON.parse(readFileSync(join(home, 'package', 'package.json'), 'utf8'))
  assert.deepEqual([bin, dependencies], [{ tollgate: 'tollgate.mjs' }, undefined])
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(home, 'package', 'tollgate.mjs'), ...args], {
      env: { HOME: home, SHELL: '/bin/bash' },
      cwd: home,
      encoding: 'utf8',
    })
  assert.match(run('--version').stdout, /^\d+\.\d+\.\d+\n$/)
  assert.match(run('--help').stdout, /^ {2}connect +let an agent/m)
  assert.match(run('up').stderr, /^Unknown command "up"\. See npx …\/cli\.tgz --help\.\n$/)
  const before = '# mine, with its spaces  \nmodel="o3"\n\n[tui]\r\ntheme = "dark"'
  mkdirSync(join(home, '.codex'))
  writeFileSync(join(home, '.codex', 'config.toml'), before)
  const config = () => readFileSync(join(home, '.codex', 'config.toml'), 'utf8')
  const url = 'https://gateway.example.com:8243/orders/1.0'
  const connected = run('connect', 'codex', '--yes', '--url', url, '--header', 'X-Orders-Key')
  assert.equal(connected.status, 0, connected.stderr)
  assert.match(config(), /^base_url = "https:\/\/gateway\.example\.com:8243\/orders\/1\.0"\r?$/m)
  assert.match(config(), /^env_http_headers = \{ "X-Orders-Key" = "OPENAI_AUTH_TOKEN" \}\r?$/m)
  assert.equal(run('connect', 'codex', '--yes', '--undo').status, 0)
  assert.equal(config(), before)
})

test('the sum is that of the archive, and what is packed is left alone until its sources change', async () => {
  assert.equal(await ensureBundle(place), null)
  const archive = join(folder, 'dist', 'cli.tgz')
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex')
  assert.equal(readFileSync(`${archive}.sha256`, 'utf8'), `${sum}  cli.tgz\n`)
  const packedAt = statSync(archive).mtimeMs
  assert.equal(await ensureBundle(place), null)
  assert.equal(statSync(archive).mtimeMs, packedAt)
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('dist')),
    ['dist'],
  )
})
