import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { pino } from 'pino'
import { protocols } from '../protocols/protocols.ts'
import { ControlStandIn, messagesOf } from '../testing/control-stand-in.ts'
import { testTools } from '../testing/policy-tools.ts'
import { apiRow, applicationRow, keyDigest, keyRow, settingsRow } from '../testing/rows.ts'
import { until } from '../testing/until.ts'
import type { FollowTimes } from './fetch-snapshot.ts'
import { SnapshotHolder } from './holder.ts'
import { followSnapshots } from './remote.ts'

const rows = [settingsRow(), applicationRow('tests'), keyRow('first'), apiRow('openai')]

interface FollowTestOptions extends Partial<FollowTimes> {
  readonly url?: string
  readonly token?: string
}

describe('followSnapshots', () => {
  let control: ControlStandIn
  let holder: SnapshotHolder
  let stop: AbortController
  let logLines: string[]
  let following: Promise<void>

  const follow = ({ url = control.url, token = control.token, ...times }: FollowTestOptions = {}) => {
    following = followSnapshots({
      control: { url, token },
      holder,
      log: pino({ base: null }, { write: (line: string) => logLines.push(line) }),
      signal: stop.signal,
      times,
    })
  }
  const inForce = (version: number) => until(`version ${version}`, () => holder.version === version)
  const said = (text: string) => until(`the log to say: ${text}`, () => logLines.some((line) => line.includes(text)))

  beforeEach(async () => {
    control = await ControlStandIn.start(rows)
    holder = new SnapshotHolder({ policies: [], protocols, tools: testTools(), now: Date.now }, () => {})
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
    control = await ControlStandIn.start(rows, { port })
    await inForce(1)
  })

  const badLines: ReadonlyArray<readonly [name: string, line: string]> = [
    ['no JSON', '{"type":'],
    ['an unknown kind of message', '{"type":"begun","version":2}'],
    ['an invalid row', '{"type":"upsert","row":{"kind":"key","id":"k"}}'],
    [
      'an invalid subscription',
      '{"type":"subscriptions","rows":[["s","a","b",null,"active"],["t","a","c",null,"on"]]}',
    ],
    ['subscriptions outside of a change', '{"type":"subscriptions","rows":[["s","a","b",null,"active"]]}'],
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

  it('puts the rest of a change in force where one API asks for what this gateway does not have, and says so', async () => {
    follow()
    await inForce(1)
    control.change([keyRow('second'), apiRow('openai', { context: '/moved', protocols: ['telepathy'] })])
    await inForce(2)
    assert.ok(holder.current.findKey(keyDigest('second')))
    assert.ok(holder.current.findRoute('/openai/1.0/responses'))
    await said("no protocol 'telepathy' (the API stays as it was)")
    assert.equal(holder.refused?.version, 2)
    assert.equal(control.requests, 1)
  })

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

  const quick = { firstMs: 200, silenceMs: 300, pollEveryMs: 50, streamAgainMs: 500 }

  it('asks for changes where the stream says nothing for too long, and tries it again', async () => {
    follow(quick)
    await inForce(1)
    await said('nothing came for 300 ms')
    await until('a poll', () => control.polls >= 2)
    await until('a second stream', () => control.requests >= 2)
  })

  it('asks for changes where a network holds streams back, and goes back to a stream once one flows', async () => {
    control.holdsStreams = true
    follow({ ...quick, streamAgainMs: 300 })
    await inForce(1)
    control.change([keyRow('second')])
    await inForce(2)
    control.change([], [{ kind: 'key', id: keyRow('first').id }])
    await inForce(3)
    assert.equal(holder.current.findKey(keyDigest('first')), undefined)
    assert.ok(holder.current.findKey(keyDigest('second')))
    await until('a second try of the stream', () => control.requests >= 2)
    control.holdsStreams = false
    const signs = setInterval(() => control.sendRaw(''), 50)
    await until('a stream that flows', () => control.requests >= 3)
    await new Promise((resolve) => setTimeout(resolve, 600))
    const { polls } = control
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal(control.polls, polls, 'it asks no more')
    control.change([keyRow('third')])
    await inForce(4)
    clearInterval(signs)
  })

  it('takes a base where the control plane has forgotten the changes since its version', async () => {
    control.holdsStreams = true
    follow(quick)
    await inForce(1)
    control.keptFrom = 99
    control.change([], [{ kind: 'key', id: keyRow('first').id }])
    await inForce(2)
    assert.equal(holder.current.findKey(keyDigest('first')), undefined)
    assert.ok(holder.current.findApplication('app_tests'))
  })

  it('puts a change in force within a second where streams are held back', async () => {
    control.holdsStreams = true
    follow({ firstMs: 200 })
    await inForce(1)
    for (const version of [2, 3, 4]) {
      const startedAt = performance.now()
      control.change([keyRow(`key-${version}`)])
      await inForce(version)
      assert.ok(performance.now() - startedAt < 1_000)
    }
  })

  it('tries the stream again at once where asking fails as well', async () => {
    control.holdsStreams = true
    follow({ ...quick, streamAgainMs: 60_000 })
    await inForce(1)
    const port = Number(new URL(control.url).port)
    await control[Symbol.asyncDispose]()
    await said('ECONNREFUSED')
    control = await ControlStandIn.start([...rows, keyRow('later')], { port })
    await until('the rows of the new one', () => holder.current.findKey(keyDigest('later')) !== undefined)
    assert.equal(control.requests, 1)
    assert.equal(control.polls, 0)
  })

  it('never goes back to an older base that a slow stream brings', () => {
    const late = holder.reader(true)
    const first = holder.reader()
    for (const message of messagesOf(5, { base: true, upserts: rows, deletes: [] })) first.take(message)
    for (const message of messagesOf(4, { base: true, upserts: [settingsRow()], deletes: [] })) late.take(message)
    assert.equal(holder.version, 5)
    for (const message of messagesOf(5, { base: false, upserts: [keyRow('x')], deletes: [] })) late.take(message)
    assert.equal(holder.current.findKey(keyDigest('x')), undefined, 'that version is in force already')
    for (const message of messagesOf(6, { base: false, upserts: [keyRow('x')], deletes: [] })) late.take(message)
    assert.ok(holder.current.findKey(keyDigest('x')))
  })

  it('does not take a stream that keeps itself alive for silent', async () => {
    follow({ silenceMs: 400 })
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
    follow({ url: `http://127.0.0.1:${port}`, firstMs: 200 })
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
