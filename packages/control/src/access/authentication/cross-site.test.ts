import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCrossSite } from './cross-site.ts'

const origins = new Set(['https://tollgate.test:9443'])

function made(method: string, headers: Record<string, string>): boolean {
  return isCrossSite(new Request('https://tollgate.test:9443/x', { method, headers }), origins)
}

test('isCrossSite lets safe requests, our own pages and programs pass', () => {
  assert.equal(made('GET', { origin: 'https://evil.test', cookie: 'a=b' }), false)
  assert.equal(made('POST', { origin: 'https://tollgate.test:9443', cookie: 'a=b' }), false)
  assert.equal(made('POST', { authorization: 'Bearer x' }), false)
})

test('isCrossSite stops what another site may have caused', () => {
  assert.equal(made('POST', { origin: 'https://evil.test' }), true)
  assert.equal(made('DELETE', { origin: 'null', cookie: 'a=b' }), true)
  assert.equal(made('POST', { cookie: 'a=b' }), true)
  assert.equal(made('POST', { 'sec-fetch-site': 'same-site' }), true)
  assert.equal(made('PUT', { 'sec-fetch-site': 'cross-site' }), true)
})
