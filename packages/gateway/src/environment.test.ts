import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostsOf, logLevelOf, portOf, rangesOf, requiredText, threadsOf, wholeNumberOf } from './environment.ts'
import { AddressRanges } from './server/address-ranges.ts'

test('portOf takes ports, and names the variable that holds none', () => {
  assert.equal(portOf('P', '0'), 0)
  assert.equal(portOf('P', 8243), 8243)
  for (const bad of ['abc', '', '-1', '65536', '1.5', '1e3'])
    assert.throws(() => portOf('P', bad), /^Error: P is '/, bad)
})

test('wholeNumberOf refuses what would drain for ever or not at all', () => {
  assert.equal(wholeNumberOf('D', '30000'), 30_000)
  assert.throws(() => wholeNumberOf('D', 'abc'), /D is 'abc'/)
})

test('logLevelOf lists what is allowed', () => {
  assert.equal(logLevelOf('L', 'warn'), 'warn')
  assert.throws(() => logLevelOf('L', 'loud'), /one of trace, debug, info/)
})

test('hostsOf splits at commas and falls back', () => {
  assert.deepEqual(hostsOf('0.0.0.0, ::', ['x']), ['0.0.0.0', '::'])
  assert.deepEqual(hostsOf('', ['x']), ['x'])
})

test('requiredText refuses what is not there', () => {
  assert.throws(() => requiredText('T', ''), /T is not set/)
  assert.equal(requiredText('T', 'v'), 'v')
})

test('rangesOf takes addresses and ranges, and says which one is neither', () => {
  assert.deepEqual(rangesOf('R', ''), [])
  const ranges = new AddressRanges(rangesOf('R', '10.0.0.0/8, 2001:db8::1'))
  assert.deepEqual(
    ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '11.0.0.1', '2001:db8::2'].map((address) => ranges.has(address)),
    [true, true, true, false, false],
  )
  assert.throws(() => rangesOf('R', '10.0.0.0/8,10.0.0.0/33'), /R names '10\.0\.0\.0\/33'/)
})

test('threadsOf takes a number, or leaves one core of several to everything else', () => {
  assert.equal(threadsOf('T', 1, 8), 1)
  assert.equal(threadsOf('T', '4', 2), 4)
  assert.deepEqual(
    [1, 2, 8, 256].map((cores) => threadsOf('T', 'auto', cores)),
    [1, 1, 7, 64],
  )
  for (const bad of ['0', '65', '', '1.5', '-1', 'all', '0x2'])
    assert.throws(
      () => threadsOf('T', bad, 8),
      /^Error: T is '.*': it has to be a whole number from 1 to 64, or auto/,
      bad,
    )
})
