import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from '../plain-failure.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { type CertificateState, ensureCertificate } from './ensure-certificate.ts'

const dayMs = 86_400_000
const names = ['localhost', '127.0.0.1', '::1', 'studio.local']

interface Wish {
  names?: readonly string[]
  daysFromNow?: number
}

function ensure(home: string, wish: Wish = {}): Promise<CertificateState> {
  const now = new Date(Date.now() + (wish.daysFromNow ?? 0) * dayMs)
  return ensureCertificate({ home, ownFiles: undefined, names: wish.names ?? names, publicUrl: undefined, now })
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function read({ certificateFile, keyFile }: CertificateState) {
  const certificate = new X509Certificate(readFileSync(certificateFile))
  const key = createPrivateKey(readFileSync(keyFile))
  return { certificate, key, fits: certificate.checkPrivateKey(key), fingerprint: certificate.fingerprint256 }
}

test('ensureCertificate makes a self-signed end-entity certificate that openssl reads and trusts', async (t) => {
  const state = await ensure(temporaryFolder(t))
  assert.equal(state.change, 'made')
  assert.deepEqual(state.warnings, [])
  const text = openssl('x509', '-in', state.certificateFile, '-noout', '-text')
  assert.match(text, /X509v3 Basic Constraints: critical\s+CA:FALSE/)
  assert.match(text, /X509v3 Key Usage: critical\s+Digital Signature\n/)
  assert.match(text, /X509v3 Extended Key Usage: \s+TLS Web Server Authentication\n/)
  assert.match(text, /DNS:localhost, IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1, DNS:studio\.local/)
  assert.match(text, /ASN1 OID: prime256v1/)
  assert.match(text, /Signature Algorithm: ecdsa-with-SHA256/)
  assert.match(text, /Subject: CN = localhost, O = Tollgate self-signed/)
  assert.match(openssl('verify', '-x509_strict', '-CAfile', state.certificateFile, state.certificateFile), /: OK/)
  for (const ip of ['127.0.0.1', '::1'])
    assert.match(openssl('verify', '-verify_ip', ip, '-CAfile', state.certificateFile, state.certificateFile), /: OK/)
  const { certificate, fits } = read(state)
  assert.ok(fits)
  const days = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / dayMs
  assert.equal(Math.round(days), 397)
  assert.ok(Date.now() - certificate.validFromDate.getTime() > dayMs - 60_000)
  assert.equal(statSync(state.keyFile).mode & 0o777, 0o600)
})

test('ensureCertificate: a TLS client that trusts the file reaches a server by name and by both addresses', async (t) => {
  const state = await ensure(temporaryFolder(t))
  const server = createServer(
    { cert: readFileSync(state.certificateFile), key: readFileSync(state.keyFile) },
    (_, response) => response.end('through'),
  )
  await new Promise<void>((resolve) => server.listen(0, resolve))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  for (const host of ['localhost', '127.0.0.1', '::1'])
    assert.equal(await get({ host, port, ca: readFileSync(state.certificateFile) }), 'through', host)
  await assert.rejects(get({ host: 'localhost', port }), /self-signed certificate/)
})

function get(options: { host: string; port: number; ca?: Buffer }): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ ...options, agent: false }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(text)
    })
    call.on('error', reject).end()
  })
}

test('ensureCertificate keeps the pair across starts', async (t) => {
  const home = temporaryFolder(t)
  const first = read(await ensure(home)).fingerprint
  chmodSync(join(home, 'tls', 'key.pem'), 0o644)
  const again = await ensure(home, { daysFromNow: 365 })
  assert.equal(again.change, 'none')
  assert.equal(read(again).fingerprint, first)
  assert.equal(statSync(again.keyFile).mode & 0o777, 0o600)
})

test('ensureCertificate renews under the same key when fewer than 30 days are left', async (t) => {
  const home = temporaryFolder(t)
  const first = read(await ensure(home))
  const state = await ensure(home, { daysFromNow: 367 })
  const second = read(state)
  assert.equal(state.change, 'renewed')
  assert.notEqual(second.fingerprint, first.fingerprint)
  assert.ok(second.key.equals(first.key) && second.fits)
  assert.ok(second.certificate.validToDate.getTime() > Date.now() + 700 * dayMs)
})

test('ensureCertificate renews for a new name and keeps the old ones', async (t) => {
  const home = temporaryFolder(t)
  await ensure(home)
  const wish = { names: [...names.slice(0, 3), 'office.local', '2001:db8::7'] }
  const state = await ensure(home, wish)
  assert.equal(state.change, 'renewed')
  const { subjectAltName = '' } = read(state).certificate
  assert.match(subjectAltName, /office\.local/)
  assert.match(subjectAltName, /studio\.local/)
  assert.equal((await ensure(home, wish)).change, 'none')
  assert.equal((await ensure(home)).change, 'none')
  assert.equal((subjectAltName.match(/0:0:0:0:0:0:0:1/g) ?? []).length, 1)
})

test('ensureCertificate heals what a crash between the two files leaves', async (t) => {
  const home = temporaryFolder(t)
  const { keyFile } = await ensure(home)
  rmSync(keyFile)
  const state = await ensure(home)
  assert.equal(state.change, 'made')
  assert.ok(read(state).fits)
})

test('ensureCertificate heals a key that does not fit our certificate, and puts that key aside', async (t) => {
  const home = temporaryFolder(t)
  const other = await ensure(temporaryFolder(t))
  const { keyFile } = await ensure(home)
  copyFileSync(other.keyFile, keyFile)
  const foreign = readFileSync(keyFile, 'utf8')
  const state = await ensure(home)
  assert.equal(state.change, 'made')
  assert.ok(read(state).fits)
  assert.equal(readFileSync(`${keyFile}.unmatched`, 'utf8'), foreign)
})

test('ensureCertificate never writes over a certificate of the user, and warns of what is wrong with it', async (t) => {
  const home = temporaryFolder(t)
  const ours = await ensure(home)
  makeOwn(ours)
  const before = readFileSync(ours.certificateFile, 'utf8')
  const good = await ensure(home)
  assert.deepEqual([good.change, good.warnings], ['none', []])
  rmSync(ours.keyFile)
  copyFileSync((await ensure(temporaryFolder(t))).keyFile, ours.keyFile)
  const mismatched = await ensure(home)
  assert.match(mismatched.warnings.join(), /key\.pem does not belong to the certificate/)
  assert.match((await ensure(home, { daysFromNow: 4_000 })).warnings.join(), /expired on \d{4}-\d\d-\d\d: .*replace it/)
  assert.match((await ensure(home, { daysFromNow: 395 })).warnings.join(), /expires on/)
  assert.match((await ensure(home, { daysFromNow: -5 })).warnings.join(), /is not valid before/)
  assert.equal(readFileSync(ours.certificateFile, 'utf8'), before)
})

function makeOwn({ certificateFile, keyFile }: { certificateFile: string; keyFile: string }): void {
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '400'],
    ...['-subj', '/CN=mine/O=Example', '-addext', 'subjectAltName=DNS:gateway.example.com'],
    ...['-keyout', keyFile, '-out', certificateFile],
  )
}

test("ensureCertificate with the user's own paths only looks at them", async (t) => {
  const home = temporaryFolder(t)
  const ownFiles = { certificateFile: join(home, 'mine.pem'), keyFile: join(home, 'mine.key') }
  makeOwn(ownFiles)
  const check = (publicUrl: URL | undefined, files = ownFiles) =>
    ensureCertificate({ home, ownFiles: files, names, publicUrl, now: new Date() })
  assert.deepEqual(await check(new URL('https://gateway.example.com')), { ...ownFiles, change: 'none', warnings: [] })
  assert.match(
    (await check(new URL('https://other.example.com'))).warnings.join(),
    /not made out to other\.example\.com/,
  )
  assert.match((await check(new URL('https://192.0.2.1'))).warnings.join(), /not made out to 192\.0\.2\.1/)
  assert.equal(existsSync(join(home, 'tls')), false)
  await assert.rejects(check(undefined, { ...ownFiles, keyFile: join(home, 'none') }), plainly(/no key file/))
  await assert.rejects(
    check(undefined, { ...ownFiles, certificateFile: join(home, 'none') }),
    plainly(/no certificate file/),
  )
  openssl('ec', '-in', ownFiles.keyFile, '-aes128', '-passout', 'pass:secret', '-out', join(home, 'locked.key'))
  const locked = await check(undefined, { ...ownFiles, keyFile: join(home, 'locked.key') })
  assert.match(locked.warnings.join(), /without a passphrase/)
})

test('ensureCertificate refuses a file that holds no certificate, and a folder that is none', async (t) => {
  const home = temporaryFolder(t)
  const { certificateFile } = await ensure(home)
  writeFileSync(certificateFile, 'not a certificate')
  await assert.rejects(ensure(home), plainly(/holds no certificate in PEM form/))
  assert.equal(readFileSync(certificateFile, 'utf8'), 'not a certificate')
  rmSync(join(home, 'tls'), { recursive: true })
  writeFileSync(join(home, 'tls'), '')
  await assert.rejects(ensure(home), plainly(/cannot be used/))
})

function plainly(pattern: RegExp) {
  return (error: unknown) => error instanceof PlainFailure && pattern.test(error.message)
}
