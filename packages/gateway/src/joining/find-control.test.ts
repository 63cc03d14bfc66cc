import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { formatJoinToken } from '@tollgate/contract/gateway-link'
import { fingerprintOf } from '../config/pinned-connection.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { ControlStandIn } from '../testing/control-stand-in.ts'
import { type TemporaryFolder, temporaryFolder } from '../testing/temporary-folder.ts'
import { findControl } from './find-control.ts'

describe('findControl', () => {
  const certificates = temporaryFolder()
  const certificate = makeCertificate(certificates.path, 'control')
  const fingerprint = fingerprintOf(new X509Certificate(readFileSync(certificate.certificate)))
  let control: ControlStandIn
  let folder: TemporaryFolder
  let joinedFile: string
  let joinToken: string

  before(async () => {
    control = await ControlStandIn.start([], { certificate })
  })
  after(async () => {
    await control[Symbol.asyncDispose]()
    certificates[Symbol.dispose]()
  })
  beforeEach(() => {
    folder = temporaryFolder()
    joinedFile = join(folder.path, 'gateway', 'joined.json')
    control.joinSecret = 'join-secret-of-the-control-stand-in'
    control.joined.length = 0
    joinToken = formatJoinToken({ url: control.url, fingerprint, secret: control.joinSecret })
  })
  afterEach(() => folder[Symbol.dispose]())

  const find = (changes: Partial<Parameters<typeof findControl>[0]> = {}) =>
    findControl({
      url: undefined,
      token: undefined,
      joinToken,
      name: 'edge-1',
      software: '9.9.9',
      joinedFile,
      onJoined: () => {},
      ...changes,
    })

  it('joins at the first start, keeps that for this account only, and needs no join token later', async () => {
    const address = { url: control.url, token: control.token, fingerprint }
    assert.deepEqual(await find(), address)
    assert.deepEqual(control.joined, [{ name: 'edge-1', software: '9.9.9' }])
    assert.equal(statSync(joinedFile).mode & 0o777, 0o600)
    assert.deepEqual(await find({ joinToken: undefined }), address)
    assert.deepEqual(await find({ joinToken: 'whatever' }), address)
    assert.equal(control.joined.length, 1)
  })

  it('prefers the control plane of this machine that the environment names', async () => {
    await find()
    const address = { url: 'http://127.0.0.1:4000', token: 'of-this-start' }
    assert.deepEqual(await find(address), address)
    for (const url of ['http://[::1]:4000', 'http://localhost:4000'])
      assert.equal((await find({ url, token: 't' })).url, url)
  })

  it('takes half a pair, TLS without a fingerprint, and clear text to elsewhere, for mistakes', async () => {
    await assert.rejects(find({ url: 'http://127.0.0.1:1' }), /TOLLGATE_CONTROL_TOKEN is not: set both/)
    await assert.rejects(find({ token: 't' }), /TOLLGATE_CONTROL_URL is not: set both/)
    for (const url of ['https://127.0.0.1:1', 'http://control.example.com', 'http://127.0.0.1.evil.test', 'nonsense'])
      await assert.rejects(find({ url, token: 't' }), /has to be an http address of this machine/)
  })

  it('says what to do without any control plane, and with something that is no join token', async () => {
    await assert.rejects(find({ joinToken: undefined }), /put a join token of one into TOLLGATE_JOIN_TOKEN/)
    for (const text of ['x', 'tgj_', 'tgj_e30', joinToken.slice(0, -9)])
      await assert.rejects(find({ joinToken: text }), /TOLLGATE_JOIN_TOKEN is no join token: copy it whole/)
  })

  it('says that a join token was used already, and keeps nothing', async () => {
    control.joinSecret = 'spent'
    await assert.rejects(find(), /refused the join token: it was used already, has expired or was withdrawn/)
    assert.equal(existsSync(joinedFile), false)
  })

  it('says no word to another key, and that it is another', async () => {
    const wrong = formatJoinToken({ url: control.url, fingerprint: 'ab'.repeat(32), secret: control.joinSecret })
    await assert.rejects(find({ joinToken: wrong }), /does not have the key that the join token names/)
    assert.equal(control.joined.length, 0)
  })

  it('says that the control plane cannot be reached', async () => {
    const away = formatJoinToken({ url: 'https://127.0.0.1:1', fingerprint, secret: control.joinSecret })
    await assert.rejects(find({ joinToken: away }), /at https:\/\/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED/)
  })

  it('says that what it kept is damaged, and joins no second time by itself', async () => {
    await find()
    for (const text of ['', '{', '{}', readFileSync(joinedFile, 'utf8').replace('https', 'http')]) {
      writeFileSync(joinedFile, text)
      await assert.rejects(find(), /joined\.json is damaged: restore it, or delete it/)
    }
  })
})
