import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { PlainFailure } from './plain-failure.ts'
import { readSettings } from './settings.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test('readSettings: defaults where the environment says nothing', (t) => {
  assert.equal(readSettings({ TOLLGATE_HOME: '' }, undefined).home, join(homedir(), '.tollgate'))
  const home = temporaryFolder(t)
  const settings = readSettings({ TOLLGATE_HOME: home, TOLLGATE_PUBLIC_URL: ' ' }, undefined)
  assert.equal(settings.configFile, null)
  assert.equal(settings.databaseLocation, join(home, 'tollgate.db'))
  assert.deepEqual(settings.console, { hosts: ['127.0.0.1', '::1'], port: 9443, url: undefined })
  assert.equal(settings.adminEmail, 'admin@tollgate.local')
  assert.equal(settings.mail, undefined)
  assert.equal(settings.oidc, undefined)
  assert.equal(settings.controlPort, 0)
  assert.equal(settings.publicUrl, undefined)
  assert.equal(settings.ownCertificate, undefined)
  assert.equal(settings.allowPrivateUpstreams, false)
  assert.equal(settings.usageLocation, join(home, 'usage.db'))
  assert.deepEqual(settings.usageDays, { records: 30, rollups: 400 })
})

test('readSettings: what was said wins, the command line first', () => {
  const environment = {
    TOLLGATE_HOME: '/data',
    TOLLGATE_CONFIG: 'from-environment.yaml',
    TOLLGATE_CONTROL_PORT: '4711',
    DATABASE_URL: 'postgres://db.example.com/tollgate',
    TOLLGATE_ALLOW_PRIVATE_UPSTREAMS: '1',
    TOLLGATE_TLS_CERTIFICATE: '/tls/a.pem',
    TOLLGATE_TLS_KEY: '/tls/a.key',
  }
  const settings = readSettings(environment, undefined)
  assert.equal(settings.configFile, resolve('from-environment.yaml'))
  assert.equal(settings.controlPort, 4711)
  assert.equal(settings.databaseLocation, environment.DATABASE_URL)
  assert.equal(settings.usageLocation, environment.DATABASE_URL)
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
    [{ TOLLGATE_CONSOLE_PORT: '-1' }, /TOLLGATE_CONSOLE_PORT is "-1"/],
    [{ TOLLGATE_CONSOLE_URL: 'localhost:9443' }, /TOLLGATE_CONSOLE_URL/],
    [{ TOLLGATE_SMTP_URL: 'smtp://mail' }, /TOLLGATE_MAIL_FROM is not/],
    [{ TOLLGATE_METRICS_TOKEN: 'short' }, /TOLLGATE_METRICS_TOKEN has to be at least 16 letters/],
    [{ TOLLGATE_METRICS_TOKEN: 'a token with some spaces' }, /without spaces/],
    [{ TOLLGATE_RECORD_DAYS: '0' }, /TOLLGATE_RECORD_DAYS is "0": give a number of days/],
    [{ TOLLGATE_ROLLUP_DAYS: '1.5' }, /TOLLGATE_ROLLUP_DAYS is "1.5"/],
    [{ TOLLGATE_ROLLUP_DAYS: '7' }, /at least the 30 days/],
    [{ TOLLGATE_OIDC_ISSUER: 'https://id.example.com' }, /go together/],
  ]
  for (const [environment, pattern] of cases)
    assert.throws(
      () => readSettings(environment, undefined),
      (error) => error instanceof PlainFailure && pattern.test(error.message),
    )
})

test('readSettings takes a tollgate.yaml that lies in the data folder for the configuration', (t) => {
  const home = temporaryFolder(t)
  writeFileSync(join(home, 'tollgate.yaml'), 'apis: []')
  assert.equal(readSettings({ TOLLGATE_HOME: home }, undefined).configFile, join(home, 'tollgate.yaml'))
})
