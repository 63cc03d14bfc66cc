import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { byteCollector } from './byte-collector.ts'

describe('byteCollector', () => {
  it('gives back what it was given, however it was cut', async () => {
    const whole = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 251))
    for (const sizes of [[1], [7, 2000], [1023, 1024, 1025], [1, 16_384, 3, 500], [100_000]]) {
      const collector = byteCollector()
      for (let at = 0, turn = 0; at < whole.length; turn++) {
        const end = at + (sizes[turn % sizes.length] ?? 1)
        collector.add(whole.subarray(at, end))
        at = end
      }
      assert.equal(collector.bytesTotal, whole.length)
      assert.deepEqual(await collector.join(), whole, `cut at ${sizes}`)
    }
  })

  it('takes over a single large piece without copying it', async () => {
    const piece = Buffer.alloc(5000, 'a')
    const collector = byteCollector()
    collector.add(piece)
    assert.equal(await collector.join(), piece)
  })

  it('is empty where nothing came', async () => {
    assert.equal((await byteCollector().join()).length, 0)
  })

  it('holds one-byte pieces in little more than their bytes', async () => {
    const pieces = 1_000_000
    const source = Buffer.from('a')
    const collector = byteCollector()
    const before = bytesHeld()
    for (let count = 0; count < pieces; count++) collector.add(source.subarray(0, 1))
    // Kept as they come, they would take about a hundred bytes each.
    assert.ok(bytesHeld() - before < 4 * pieces)
    assert.equal((await collector.join()).length, pieces)
  })

  it('lets other calls run while it joins 32 MiB', async () => {
    const collector = byteCollector()
    for (let count = 0; count < 512; count++) collector.add(Buffer.alloc(65_536, count))
    let turns = 0
    let next = setImmediate(function turn() {
      turns++
      next = setImmediate(turn)
    })
    const joined = await collector.join()
    clearImmediate(next)
    assert.equal(joined.length, 32 * 1024 * 1024)
    assert.equal(joined[65_536 * 300], 300 % 256)
    assert.ok(turns >= 15, `${turns} turns of the loop`)
  })
})

function bytesHeld(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
