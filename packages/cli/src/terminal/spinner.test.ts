import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { CommandContext } from '../command-context.ts'
import { withSpinner } from './spinner.ts'

function contextWith(isTTY: boolean): { context: CommandContext; shown: () => string } {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 80 })
  const context: CommandContext = {
    callName: 'npx tollgate',
    environment: {},
    platform: 'linux',
    workingFolder: '/',
    userFolder: '/',
    dataFolder: '/',
    stdin: Readable.from([]),
    stdout: Object.assign(new PassThrough(), { isTTY }),
    stderr,
    mains: { control: '', gateway: '', console: null },
    finish: () => undefined,
  }
  return { context, shown: () => String(stderr.read() ?? '') }
}

test('withSpinner: on a terminal, after 300 ms, and gone when the work is done', async () => {
  const slow = contextWith(true)
  assert.equal(await withSpinner(slow.context, 'Asking the provider', wait(600, 'answer')), 'answer')
  assert.match(slow.shown(), /Asking the provider/)
  const quick = contextWith(true)
  assert.equal(await withSpinner(quick.context, 'Asking the provider', wait(20, 'answer')), 'answer')
  assert.equal(quick.shown(), '')
})

test('withSpinner: nothing of it in pipes; what fails is thrown as it was', async () => {
  const piped = contextWith(false)
  await withSpinner(piped.context, 'Asking', wait(400))
  assert.equal(piped.shown(), '')
  const failing = contextWith(true)
  await assert.rejects(withSpinner(failing.context, 'Asking', Promise.reject(new Error('no'))), /^Error: no$/)
})
