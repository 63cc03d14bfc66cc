import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from './plain-failure.ts'
import { readSettings } from './settings.ts'

test('readSettings: defaults where the environment says nothing', () => {
  const settings = readSettings({ TOLLGATE_HOME: '', TOLLGATE_PUBLIC_URL: ' ' }, undefined)
  assert.equal(settings.home, join(homedir(), '.tollgate'))
  assert.equal(settings.configFile, join(homedir(), '.tollgate', 'tollgate.yaml'))
  assert.equal(settings.configFileNamed, false)
  assert.equal(settings.controlPort, 0)
  assert.equal(settings.publicUrl, undefined)
  assert.equal(settings.ownCertificate, undefined)
  assert.equal(settings.allowPrivateUpstreams, false)
})

test('readSettings: what was said wins, the command line first', () => {
  const environment = {
    TOLLGATE_HOME: '/data',
    TOLLGATE_CONFIG: 'from-environment.yaml',
    TOLLGATE_CONTROL_PORT: '4711',
    TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
    TOLLGATE_TLS_CERTIFICATE: '/tls/a.pem',
    TOLLGATE_TLS_KEY: '/tls/a.key',
  }
  const settings = readSettings(environment, undefined)
  assert.equal(settings.configFile, resolve('from-environment.yaml'))
  assert.equal(settings.configFileNamed, true)
  assert.equal(settings.controlPort, 4711)
  assert.equal(settings.allowPrivateUpstreams, true)
  assert.deepEqual(settings.ownCertificate, { certificateFile: '/tls/a.pem', keyFile: '/tls/a.key' })
  assert.equal(readSettings(environment, '/given.yaml').configFile, '/given.yaml')
})

test('readSettings refuses with one sentence', () => {
  const cases: Array<[Record<string, string>, RegExp]> = [
    [{ TOLLGATE_CONTROL_PORT: '99999' }, /TOLLGATE_CONTROL_PORT is "99999"/],
    [{ TOLLGATE_CONTROL_PORT: 'http' }, /a port from 0 to 65535/],
    [{ TOLLGATE_PUBLIC_URL: 'gateway.example.com' }, /a whole address such as/],
    [{ TOLLGATE_PUBLIC_URL: 'ftp://gateway.example.com' }, /a whole address such as/],
    [{ TOLLGATE_TLS_KEY: 'a' }, /go together/],
  ]
  for (const [environment, pattern] of cases)
    assert.throws(
      () => readSettings(environment, undefined),
      (error) => error instanceof PlainFailure && pattern.test(error.message),
    )
})
