import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import {
  parseCpuMicroseconds,
  parseMachineCpu,
  parseParent,
  parseRssKilobytes,
  readProcessUsage,
} from './process-usage.ts'

const stat =
  '4242 (a) b (c) S 17 4242 4242 0 -1 4194304 100 0 0 0 250 75 0 0 20 0 11 0 1234 1000000 2000 18446744073709551615'

describe('process usage', () => {
  it('adds user and kernel time, whatever the name of the process', () => {
    assert.equal(parseCpuMicroseconds(stat), 3_250_000)
  })

  it('finds the parent', () => {
    assert.equal(parseParent(stat), 17)
  })

  it('says so where the form is another', () => {
    assert.throws(() => parseCpuMicroseconds('4242 (node) S 1'), /another form/)
    assert.throws(() => parseRssKilobytes('VmPeak: 1 kB\n'), /VmRSS/)
  })

  it('reads the resident size', () => {
    assert.equal(parseRssKilobytes('VmHWM:\t  200 kB\nVmRSS:\t  123456 kB\nThreads:\t1\n'), 123_456)
  })

  it('tells what the machine used from what its host took', () => {
    const used = parseMachineCpu('cpu  100 10 50 9000 7 3 2 40 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')
    assert.deepEqual(used, { usedMicroseconds: 1_650_000, stolenMicroseconds: 400_000 })
    assert.throws(() => parseMachineCpu('cpu  1 2\n'), /another form/)
  })

  it('reads a living process', { skip: process.platform !== 'linux' && 'needs /proc' }, () => {
    const { cpuMicroseconds, rssKilobytes } = readProcessUsage(process.pid)
    assert.ok(cpuMicroseconds >= 0)
    assert.ok(rssKilobytes > 10_000)
    assert.equal(parseParent(readFileSync('/proc/self/stat', 'latin1')), process.ppid)
  })
})
