import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryHome } from '../stand-ins/run-command-line.ts'
import { makeFolder } from './make-folder.ts'

test('makeFolder: makes what is missing, for its owner only, and again changes nothing', async (t) => {
  const home = temporaryHome(t)
  const folder = join(home, 'a', 'b', 'c')
  await makeFolder(folder)
  await makeFolder(folder)
  for (const path of [folder, join(home, 'a')]) assert.equal(statSync(path).mode & 0o777, 0o700)
})

test('makeFolder: what is in the way is an error, and so is a place where no folder can be', async (t) => {
  const home = temporaryHome(t)
  writeFileSync(join(home, 'file'), '')
  await assert.rejects(makeFolder(join(home, 'file')), { code: 'EEXIST' })
  await assert.rejects(makeFolder(join(home, 'file', 'below')), { code: 'ENOTDIR' })
  // On other systems than Linux this is refused for want of rights, which is as good.
  await assert.rejects(makeFolder('/proc/nope/run'))
})
