import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { sealed } from '../sealed-line.ts'
import { forgetUsage } from './forget-usage.ts'

const fileOf = (day: number) => `usage-2026-11-0${day}.ndjson`
const before = Date.parse('2026-11-06T12:00:00Z')
const text = '{"id":"a"}\n'

function filled(path: string): void {
  mkdirSync(join(path, 'open'))
  for (let day = 1; day <= 9; day++) writeFileSync(join(path, fileOf(day)), text)
}

const left = (path: string) => readdirSync(path).filter((name) => name.startsWith('usage-'))
const days = (...numbers: number[]) => numbers.map(fileOf)

test('files of days that are over are deleted once the control plane has them whole', async () => {
  using folder = temporaryFolder()
  filled(folder.path)
  const shipped = new Map(days(1, 2, 3, 4, 5, 6, 7, 8, 9).map((file) => [file, text.length]))
  shipped.set(fileOf(2), text.length - 1)
  shipped.delete(fileOf(4))
  assert.deepEqual(await forgetUsage({ directory: folder.path, shipped, before }), days(1, 3, 5))
  assert.deepEqual(left(folder.path), days(2, 4, 6, 7, 8, 9))
})

test('what a start of the gateway would ask for stays', async () => {
  using folder = temporaryFolder()
  filled(folder.path)
  const shipped = new Map(days(1, 2, 3, 4, 5).map((file) => [file, text.length]))
  const journal = (name: string, content: string) => writeFileSync(join(folder.path, 'open', name), content)
  journal('admitted-3-run-0-1.ndjson', `${sealed(JSON.stringify({ from: { file: fileOf(3), offset: 0 } }))}\n`)
  assert.deepEqual(await forgetUsage({ directory: folder.path, shipped, before }), days(1, 2))
  journal('admitted-0-run-0-1.ndjson', 'damaged\n')
  assert.deepEqual(await forgetUsage({ directory: folder.path, shipped, before }), [])
  assert.deepEqual(left(folder.path), days(3, 4, 5, 6, 7, 8, 9))
})
