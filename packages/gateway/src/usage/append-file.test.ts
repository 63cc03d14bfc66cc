import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'

/** Appends lines of 100 bytes until the kernel takes no more, then gets more room and appends one more. */
const script = `
  const { AppendFile } = await import(process.argv[1])
  const { execFileSync } = await import('node:child_process')
  const limit = (bytes) => execFileSync('prlimit', ['--pid=' + process.pid, '--fsize=' + bytes + ':unlimited'])
  const file = new AppendFile({ isShared: process.argv[3] === 'shared', onSyncFailed: (error) => { throw error } })
  const line = (text) => text.padEnd(99, '.') + '\\n'
  limit(1024)
  let written = 0
  let failures = 0
  for (let index = 0; index < 15; index++) {
    try {
      file.append(process.argv[2], line('line ' + index))
      written++
    } catch (error) {
      if (error.code !== 'EFBIG') throw error
      failures++
    }
  }
  limit('unlimited')
  file.append(process.argv[2], line('after'))
  file.close()
  console.log(JSON.stringify({ written, failures }))
`

describe('AppendFile on a disk that is full', () => {
  let folder: TemporaryFolder

  beforeEach(() => {
    folder = temporaryFolder()
  })

  afterEach(() => folder[Symbol.dispose]())

  function play(kind: 'shared' | 'alone'): string[] {
    const path = join(folder.path, 'lines')
    const module = pathToFileURL(join(import.meta.dirname, 'append-file.ts')).href
    const args = ['--input-type=module', '--eval', script, module, path, kind]
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    assert.deepEqual(JSON.parse(stdout || `"${stderr}"`), { written: 10, failures: 5 })
    return readFileSync(path, 'utf8').split('\n')
  }

  const whole = [...Array.from({ length: 10 }, (_, index) => `line ${index}`), 'after'].map((text) =>
    text.padEnd(99, '.'),
  )

  it('takes back the piece of a line that was written, where nobody else appends', () => {
    assert.deepEqual(play('alone'), [...whole, ''])
  })

  it('ends such a piece with a line break, where others append too', () => {
    const lines = play('shared')
    assert.deepEqual(
      lines.filter((line) => whole.includes(line)),
      whole,
    )
    assert.equal(lines.length, whole.length + 2)
    assert.equal(lines.at(-3), 'line 10...............'.padEnd(24, '.'))
  })
})
