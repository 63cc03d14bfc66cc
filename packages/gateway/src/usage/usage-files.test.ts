import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'
import { sealed } from './sealed-line.ts'
import { isBefore, readUsage, repairTails, usageFileAt, usagePosition } from './usage-files.ts'

const first = 'usage-2026-11-22.ndjson'
const second = 'usage-2026-11-23.ndjson'
const start = { file: '', offset: 0 }

describe('usage files', () => {
  let folder: TemporaryFolder

  beforeEach(() => {
    folder = temporaryFolder()
  })

  afterEach(() => folder[Symbol.dispose]())

  const line = (id: string) => sealed(JSON.stringify({ id }))
  const write = (file: string, text: string) => writeFileSync(join(folder.path, file), text)
  const read = (file: string) => readFileSync(join(folder.path, file), 'utf8')
  const idsFrom = (from = start) =>
    [...readUsage(folder.path, from)].map(({ value }) => (value === undefined ? null : Reflect.get(value, 'id')))

  it('are named by the day in UTC', () => {
    assert.equal(usageFileAt(Date.parse('2026-11-22T23:59:59.999Z')), first)
    assert.equal(usageFileAt(Date.parse('2026-11-23T00:00:00Z')), second)
  })

  it('are read from a position on, in their order, with what is damaged in its place', () => {
    write(first, `${line('a')}\n`)
    const now = Date.parse('2026-11-22T12:00:00Z')
    const position = usagePosition(folder.path, now)
    write(first, `${line('a')}\n${line('b')}\n${line('c').replace('"c"', '"x"')}\n`)
    write(second, `${line('d')}\n\n${line('torn').slice(0, 9)}`)
    write('other.ndjson', 'not of usage\n')
    assert.deepEqual(idsFrom(), ['a', 'b', null, 'd'])
    assert.deepEqual(idsFrom(position), ['b', null, 'd'])
    assert.deepEqual(usagePosition(folder.path, now + 10 * 86_400_000).offset, 0)
    const [inFirst, ...more] = [...readUsage(folder.path, start)]
    assert.ok(inFirst !== undefined && isBefore(inFirst, position))
    assert.ok(more.every((one) => !isBefore(one, position)))
  })

  it('are read whole, however long their lines are', () => {
    const long = Array.from({ length: 40 }, (_, index) => `${index}${'ü'.repeat(50_000 + index)}`)
    write(first, long.map((id) => `${line(id)}\n`).join(''))
    assert.deepEqual(idsFrom(), long)
  })

  it('lose a torn end, and nothing else', () => {
    const whole = `${line('a')}\n${line('b')}\n`
    for (const torn of ['{', line('c').slice(0, -1), `${'x'.repeat(2_500_000)}`]) {
      write(first, whole + torn)
      write(second, torn)
      assert.deepEqual(repairTails(folder.path, start), [
        { file: first, bytes: torn.length },
        { file: second, bytes: torn.length },
      ])
      assert.deepEqual([read(first), read(second)], [whole, ''])
    }
    assert.deepEqual(repairTails(folder.path, start), [])
  })

  it('keep a whole record of which only the line break is missing', () => {
    write(first, `${line('a')}\n${line('b')}`)
    assert.deepEqual(repairTails(folder.path, start), [])
    assert.deepEqual(idsFrom(), ['a', 'b'])
  })
})
