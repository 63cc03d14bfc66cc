import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { paletteFor } from '../terminal/palette.ts'
import { shortLogLine } from './log-relay.ts'

const plain = paletteFor(new PassThrough(), {})

test('shortLogLine: information is left out, warnings and errors are one line', () => {
  assert.equal(shortLogLine('{"level":30,"msg":"call"}', 'gateway', plain), null)
  assert.equal(shortLogLine('{"level":40,"msg":"slow"}', 'gateway', plain), 'warning gateway slow')
  const error = '{"level":50,"msg":"gone","err":{"message":"ECONNRESET","stack":"Error\\n at x"}}'
  assert.equal(shortLogLine(error, 'control', plain), 'error control gone: ECONNRESET')
  assert.equal(
    shortLogLine('{"level":50,"err":{"message":"gone"},"msg":"gone"}', 'control', plain),
    'error control gone',
  )
})

test('shortLogLine: what is no record is shown, without what would steer the terminal', () => {
  assert.equal(shortLogLine('    at main.ts:1', 'control', plain), 'control: at main.ts:1')
  assert.equal(shortLogLine('{"half":', 'control', plain), 'control: {"half":')
  assert.equal(shortLogLine('  ', 'control', plain), null)
  const hostile = JSON.stringify({ level: 40, msg: 'a\u001b[2Jb\r\nc\u202ed' })
  assert.equal(shortLogLine(hostile, 'gateway', plain), 'warning gateway a [2Jb c d')
  assert.equal(
    shortLogLine(JSON.stringify({ level: 40, msg: 'x'.repeat(9000) }), 'g', plain)?.length,
    'warning g '.length + 500,
  )
})
