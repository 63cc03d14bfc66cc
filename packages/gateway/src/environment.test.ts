import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostsOf, logLevelOf, portOf, rangesOf, requiredText, wholeNumberOf } from './environment.ts'

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
  assert.equal(rangesOf('R', ''), undefined)
  const ranges = rangesOf('R', '10.0.0.0/8, 2001:db8::1')
  assert.deepEqual(
    ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '11.0.0.1', '2001:db8::2'].map((address) => ranges?.has(address)),
    [true, true, true, false, false],
  )
  assert.throws(() => rangesOf('R', '10.0.0.0/8,10.0.0.0/33'), /R names '10\.0\.0\.0\/33'/)
})
