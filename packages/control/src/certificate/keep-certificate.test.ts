import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import type { CertificateState } from './ensure-certificate.ts'
import { keepCertificate } from './keep-certificate.ts'

const state: CertificateState = { certificateFile: 'c', keyFile: 'k', change: 'none', warnings: [] }

function recorder() {
  const lines: string[] = []
  const write = (...parts: unknown[]) => void lines.push(String(parts.at(-1)))
  return { lines, log: { info: write, warn: write } }
}

test('keepCertificate looks every hour, says what changed, and each warning once', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { lines, log } = recorder()
  const answers: Array<() => Promise<CertificateState>> = [
    async () => ({ ...state, warnings: ['told at the start'] }),
    async () => ({ ...state, change: 'renewed' }),
    async () => ({ ...state, warnings: ['new'] }),
    async () => ({ ...state, warnings: ['new'] }),
    async () => {
      throw new PlainFailure('cannot be written')
    },
  ]
  const keeper = keepCertificate(() => (answers.shift() ?? (async () => state))(), ['told at the start'], log)
  for (let hour = 0; hour < 6; hour++) {
    t.mock.timers.tick(3_600_000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  keeper.close()
  t.mock.timers.tick(3_600_000)
  assert.deepEqual(lines, ['the certificate was renewed', 'new', 'cannot be written'])
})
