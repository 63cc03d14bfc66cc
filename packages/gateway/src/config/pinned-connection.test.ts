import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { pino } from 'pino'
import { protocols } from '../protocols/protocols.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { ControlStandIn } from '../testing/control-stand-in.ts'
import { testTools } from '../testing/policy-tools.ts'
import { keyDigest, keyRow, settingsRow } from '../testing/rows.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { until } from '../testing/until.ts'
import { SnapshotHolder } from './holder.ts'
import { fingerprintOf } from './pinned-connection.ts'
import { followSnapshots } from './remote.ts'

describe('following a control plane over TLS', () => {
  const folder = temporaryFolder()
  const certificate = makeCertificate(folder.path, 'control')
  const fingerprint = fingerprintOf(new X509Certificate(readFileSync(certificate.certificate)))
  let control: ControlStandIn

  before(async () => {
    control = await ControlStandIn.start([settingsRow(), keyRow('first')], { certificate })
  })
  after(async () => {
    await control[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  function follow(address: { url: string; fingerprint: string | undefined }) {
    const holder = new SnapshotHolder({ policies: [], protocols, tools: testTools(), now: Date.now }, () => {})
    const stop = new AbortController()
    const problems: string[] = []
    const followed = followSnapshots(
      {
        control: { token: control.token, ...address },
        holder,
        log: pino({ level: 'silent' }),
        signal: stop.signal,
        times: { firstMs: 500 },
      },
      (problem) => problems.push(problem),
    )
    return {
      holder,
      problems,
      async [Symbol.asyncDispose]() {
        stop.abort()
        await followed
      },
    }
  }

  it('takes the key of the fingerprint, whoever signed the certificate and whatever its names are', async () => {
    await using following = follow({ url: control.url, fingerprint })
    await until('the base', () => following.holder.version === 1)
    control.change([keyRow('second')])
    await until('the change', () => following.holder.current.findKey(keyDigest('second')) !== undefined)
  })

  it('says no word, not even its token, to another key', async () => {
    const before = control.requests
    await using following = follow({ url: control.url, fingerprint: 'ab'.repeat(32) })
    await until('two tries', () => following.problems.length >= 2)
    assert.match(following.problems[0] ?? '', /does not have the key of the control plane that this gateway joined/)
    assert.equal(following.holder.version, 0)
    assert.equal(control.requests, before)
  })

  it('does not speak TLS without a fingerprint', async () => {
    await using following = follow({ url: control.url, fingerprint: undefined })
    await until('a try', () => following.problems.length >= 1)
    assert.match(following.problems[0] ?? '', /no fingerprint is known/)
  })

  it('gives a port up that takes connections and never shakes hands, and leaves none open', async () => {
    let open = 0
    const mute = createServer((socket) => {
      open++
      socket.on('error', () => {})
      socket.on('close', () => open--)
      socket.resume()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => mute.once('listening', resolve))
    const address = mute.address()
    const port = typeof address === 'object' ? address?.port : 0
    {
      await using following = follow({ url: `https://127.0.0.1:${port}`, fingerprint })
      await until('a try', () => following.problems.length >= 1)
    }
    await until('no connection', () => open === 0)
    mute.close()
  })
})
