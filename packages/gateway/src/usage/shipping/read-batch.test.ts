import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type TemporaryFolder, temporaryFolder } from '../../testing/temporary-folder.ts'
import { sealed } from '../sealed-line.ts'
import { type Batch, readBatch } from './read-batch.ts'
import { keepShipped, readShipped, type Shipped } from './shipped.ts'

const first = 'usage-2026-11-22.ndjson'
const second = 'usage-2026-11-23.ndjson'
const none: Shipped = new Map()
const bounds = { linesMax: 3, bytesMax: 200 }

describe('readBatch', () => {
  let folder: TemporaryFolder

  beforeEach(() => {
    folder = temporaryFolder()
  })

  afterEach(() => folder[Symbol.dispose]())

  const line = (id: string, rest = '') => sealed(JSON.stringify({ id, rest }))
  const write = (file: string, text: string) => writeFileSync(join(folder.path, file), text)
  const append = (file: string, text: string) => appendFileSync(join(folder.path, file), text)
  const idsOf = (batch: Batch | undefined) => batch?.lines.map((bytes) => JSON.parse(bytes.toString('utf8')).id)
  /** All batches to the end: their ids, and what was passed over. */
  const readAll = async (from: Shipped = none) => {
    const read: string[][] = []
    let [shipped, damaged] = [from, 0]
    for (let batch = await readBatch(folder.path, shipped, bounds); batch; ) {
      read.push(idsOf(batch) ?? [])
      shipped = batch.shipped
      damaged += batch.damaged
      batch = await readBatch(folder.path, shipped, bounds)
    }
    return { read, shipped, damaged }
  }

  it('nothing is there', async () => {
    assert.equal(await readBatch(folder.path, none), undefined)
  })

  it('whole lines in their order, over files, as they stand, bounded by number and bytes', async () => {
    const long = line('long', 'x'.repeat(120))
    write(first, `${['a', 'b', 'c', 'd'].map((id) => line(id)).join('\n')}\n`)
    write(second, `${line('e')}\n${long}\n${long}\n`)
    const { read, damaged } = await readAll()
    assert.deepEqual(read, [['a', 'b', 'c'], ['d', 'e'], ['long'], ['long']])
    assert.equal(damaged, 0)
    const batch = await readBatch(folder.path, none)
    assert.deepEqual(batch?.lines.map(String), [...['a', 'b', 'c', 'd', 'e'].map((id) => line(id)), long, long])
  })

  it('a line that is still being written waits for its line break', async () => {
    const torn = line('b')
    write(first, `${line('a')}\n${torn.slice(0, 10)}`)
    const { read, shipped } = await readAll()
    assert.deepEqual(read, [['a']])
    append(first, `${torn.slice(10)}\n`)
    assert.deepEqual((await readAll(shipped)).read, [['b']])
  })

  it('what comes late into a file before the last is read as well', async () => {
    write(first, `${line('a')}\n`)
    write(second, `${line('b')}\n`)
    const { shipped } = await readAll()
    append(first, `${line('late')}\n`)
    assert.deepEqual((await readAll(shipped)).read, [['late']])
  })

  it('damaged lines, and one that is longer than a shipment, are passed over and counted', async () => {
    const wrong = line('x').replace('"x"', '"y"')
    write(first, `${line('a')}\n\n${wrong}\nno json\n${line('long', 'x'.repeat(900))}\n${line('b')}\n`)
    const { read, damaged } = await readAll()
    assert.deepEqual([read.flat(), damaged], [['a', 'b'], 3])
    write(second, line('long', 'x'.repeat(900)))
    assert.deepEqual((await readAll()).read.flat(), ['a', 'b'])
    append(second, `\n${line('c')}\n`)
    assert.deepEqual((await readAll()).read.flat(), ['a', 'b', 'c'])
  })

  it('a line from before there were checksums is read if it is JSON', async () => {
    write(first, `{"id":"old"}\n{"id":\n`)
    const { read, damaged } = await readAll()
    assert.deepEqual([read, damaged], [[['old']], 1])
  })

  it('a file that is not the one that was shipped is read from its beginning', async () => {
    write(first, `${line('a')}\n${line('b')}\n`)
    const { shipped } = await readAll()
    write(first, `${line('c')}\n`)
    assert.deepEqual((await readAll(shipped)).read, [['c']])
    write(first, `${line('quite-another-one', 'x'.repeat(20))}\n${line('d')}\n${line('e')}\n`)
    assert.deepEqual((await readAll(shipped)).read.flat(), ['quite-another-one', 'd', 'e'])
  })

  it('positions are kept, and unreadable ones are none', async () => {
    assert.deepEqual(readShipped(folder.path), none)
    const shipped: Shipped = new Map([
      [first, 10],
      [second, 0],
    ])
    await keepShipped(folder.path, shipped)
    assert.deepEqual(readShipped(folder.path), shipped)
    write('shipped.json', '{"files":{"usage-2026-11-22.ndjson":-1}}')
    assert.deepEqual(readShipped(folder.path), none)
  })
})
