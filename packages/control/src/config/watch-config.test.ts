import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { until } from '../testing/until.ts'
import { watchConfig } from './watch-config.ts'

function start(t: TestContext, file: string, pollMs = 60_000) {
  const seen = { changes: 0, degraded: 0 }
  const watch = watchConfig(file, () => seen.changes++, { debounceMs: 20, pollMs, onDegraded: () => seen.degraded++ })
  t.after(() => watch.close())
  return seen
}

test('watchConfig sees a file that is written, and one that an editor puts in its place', async (t) => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'tollgate.yaml')
  writeFileSync(file, 'one')
  const seen = start(t, file)
  writeFileSync(file, 'two')
  await until('the write is seen', () => seen.changes === 1)
  writeFileSync(join(folder, '.tollgate.yaml.swp'), 'three')
  renameSync(join(folder, '.tollgate.yaml.swp'), file)
  await until('the replacement is seen', () => seen.changes === 2)
  rmSync(file)
  await until('the removal is seen', () => seen.changes === 3)
  writeFileSync(file, 'four')
  await until('the return is seen', () => seen.changes === 4)
})

test('watchConfig calls once for several steps, and not for other files', async (t) => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'tollgate.yaml')
  writeFileSync(file, 'one')
  const seen = start(t, file)
  writeFileSync(file, '')
  writeFileSync(file, 'two')
  writeFileSync(file, 'three')
  writeFileSync(join(folder, 'other'), 'x')
  await until('the change is seen', () => seen.changes > 0)
  await sleep(100)
  assert.equal(seen.changes, 1)
})

test('watchConfig sees a link that is turned, and the file behind a link', async (t) => {
  const folder = temporaryFolder(t)
  for (const version of ['1', '2']) {
    mkdirSync(join(folder, version))
    writeFileSync(join(folder, version, 'tollgate.yaml'), `version ${version}`)
  }
  symlinkSync('1', join(folder, '..data'))
  symlinkSync(join('..data', 'tollgate.yaml'), join(folder, 'tollgate.yaml'))
  const seen = start(t, join(folder, 'tollgate.yaml'))
  writeFileSync(join(folder, '1', 'tollgate.yaml'), 'edited')
  await until('the file behind the link is seen', () => seen.changes === 1)
  symlinkSync('2', join(folder, '..data_tmp'))
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
  await until('the turned link is seen', () => seen.changes === 2)
})

test('watchConfig finds changes by looking where the folder cannot be watched', async (t) => {
  const folder = join(temporaryFolder(t), 'later')
  const seen = start(t, join(folder, 'tollgate.yaml'), 20)
  assert.equal(seen.degraded, 1)
  mkdirSync(folder)
  writeFileSync(join(folder, 'tollgate.yaml'), 'one')
  await until('the file is found', () => seen.changes === 1)
})
