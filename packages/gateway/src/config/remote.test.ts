import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { protocols } from '../protocols/protocols.ts'
import { ControlStandIn } from '../testing/control-stand-in.ts'
import { apiRow, applicationRow, keyDigest, keyRow, settingsRow } from '../testing/rows.ts'
import { until } from '../testing/until.ts'
import { SnapshotHolder } from './holder.ts'
import { followSnapshots } from './remote.ts'

const rows = [settingsRow(), applicationRow('tests'), keyRow('first'), apiRow('openai')]

describe('followSnapshots', () => {
  let control: ControlStandIn
  let holder: SnapshotHolder
  let stop: AbortController
  let logLines: string[]
  let following: Promise<void>

  const follow = (options: { url?: string; token?: string; silenceMsMax?: number } = {}) => {
    following = followSnapshots({
      url: control.url,
      token: control.token,
      holder,
      log: pino({ base: null }, { write: (line: string) => logLines.push(line) }),
      signal: stop.signal,
      ...options,
    })
  }
  const inForce = (version: number) => until(`version ${version}`, () => holder.version === version)
  const said = (text: string) => until(`the log to say: ${text}`, () => logLines.some((line) => line.includes(text)))

  beforeEach(async () => {
    control = await ControlStandIn.start(rows)
    holder = new SnapshotHolder({ policies: [], protocols, now: Date.now }, () => {})
    stop = new AbortController()
    logLines = []
  })

  afterEach(async () => {
    stop.abort()
    await following
    await control[Symbol.asyncDispose]()
  })

  it('takes the base and then every change', async () => {
    follow()
    await inForce(1)
    assert.equal(holder.current.findKey(keyDigest('first'))?.name, 'laptop')
    control.change([keyRow('second')])
    await inForce(2)
    assert.ok(holder.current.findKey(keyDigest('second')))
    control.change([], [{ kind: 'key', id: keyRow('first').id }])
    await inForce(3)
    assert.equal(holder.current.findKey(keyDigest('first')), undefined)
    assert.equal(control.requests, 1)
  })

  it('passes over the empty lines that keep the stream alive', async () => {
    follow()
    await inForce(1)
    control.sendRaw('')
    control.sendRaw('')
    control.change([keyRow('second')])
    await inForce(2)
  })

  it('serves on while the control plane is away, and takes its new base when it is back', async () => {
    follow()
    await inForce(1)
    control.replace([settingsRow(), keyRow('later')])
    await said('the control plane is away; serving on')
    await inForce(2)
    assert.ok(holder.current.findKey(keyDigest('later')))
    assert.equal(holder.current.findKey(keyDigest('first')), undefined, 'a base replaces everything')
  })

  it('waits for a control plane that comes later, at the same address', async () => {
    const port = Number(new URL(control.url).port)
    await control[Symbol.asyncDispose]()
    follow()
    await said('ECONNREFUSED')
    control = await ControlStandIn.start(rows, port)
    await inForce(1)
  })

  const badLines: ReadonlyArray<readonly [name: string, line: string]> = [
    ['no JSON', '{"type":'],
    ['an unknown kind of message', '{"type":"begun","version":2}'],
    ['an invalid row', '{"type":"upsert","row":{"kind":"key","id":"k"}}'],
    ['a row outside of a change', JSON.stringify({ type: 'upsert', row: keyRow('second') })],
    ['a commit of another version', '{"type":"begin","version":2,"base":false}\n{"type":"commit","version":3}'],
  ]
  for (const [name, line] of badLines) {
    it(`keeps what is in force after ${name}, says so, asks for a new base, and leaves no connection behind`, async () => {
      follow()
      await inForce(1)
      const before = holder.current
      control.sendRaw(line)
      await said('serving on with the configuration in force')
      assert.equal(holder.version, 1)
      assert.equal(holder.current.findKey(keyDigest('first')), before.findKey(keyDigest('first')))
      await until('a second request', () => control.requests >= 2)
      await until('the first connection to be closed', () => control.openConnections === 1)
      control.change([keyRow('second')])
      await inForce(2)
    })
  }

  it('survives the death of the control plane after it said something wrong', async () => {
    follow()
    await inForce(1)
    control.sendRaw('nonsense')
    await until('a second request', () => control.requests >= 2)
    control.replace(rows)
    await inForce(2)
  })

  for (const status of [401, 500]) {
    it(`says that the control plane answered ${status}, and asks again on one connection at a time`, async () => {
      control.status = status
      follow()
      await said(`the control plane answered ${status}`)
      await until('a second request', () => control.requests >= 2)
      await until('at most one connection', () => control.openConnections <= 1)
      control.status = 200
      await inForce(1)
    })
  }

  it('says that its token was refused', async () => {
    follow({ token: 'another' })
    await said('the control plane answered 401')
    assert.equal(holder.version, 0)
  })

  it('asks again where the stream says nothing for too long', async () => {
    follow({ silenceMsMax: 300 })
    await inForce(1)
    await until('a second request', () => control.requests >= 2)
    await said('nothing came for 300 ms')
    await until('one connection', () => control.openConnections <= 1)
  })

  it('does not take a stream that keeps itself alive for silent', async () => {
    follow({ silenceMsMax: 400 })
    await inForce(1)
    for (let count = 0; count < 8; count++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      control.sendRaw('')
    }
    assert.equal(control.requests, 1)
  })

  it('asks again where a server takes the connection and never answers', async () => {
    let connections = 0
    const mute: Server = createServer((socket) => {
      connections++
      socket.on('error', () => {})
      socket.resume()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => mute.once('listening', resolve))
    const address = mute.address()
    const port = typeof address === 'object' ? address?.port : 0
    follow({ url: `http://127.0.0.1:${port}`, silenceMsMax: 200 })
    await until('a second connection', () => connections >= 2)
    stop.abort()
    await following
    mute.close()
  })

  it('ends when it is told to, in the middle of a stream and of a pause', async () => {
    follow()
    await inForce(1)
    stop.abort()
    await following
    await until('no connection', () => control.openConnections === 0)
  })
})
