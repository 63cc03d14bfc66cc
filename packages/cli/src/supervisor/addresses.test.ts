import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressesOf } from './addresses.ts'

const ports = { httpsPort: 8243, httpPort: 8280 }

test('addressesOf: what a client on this machine can call', () => {
  const usual = { https: 'https://localhost:8243', http: 'http://127.0.0.1:8280', public: 'https://localhost:8243' }
  assert.deepEqual(addressesOf(ports, {}), usual)
  assert.deepEqual(addressesOf(ports, { TOLLGATE_HTTPS_HOST: '0.0.0.0', TOLLGATE_HTTP_HOST: '::' }), usual)
})

test('addressesOf: one bound address, and a name for the outside', () => {
  const bound = addressesOf(ports, { TOLLGATE_HTTPS_HOST: '10.1.2.3', TOLLGATE_HTTP_HOST: 'fd00::1' })
  assert.deepEqual([bound.https, bound.http], ['https://10.1.2.3:8243', 'http://[fd00::1]:8280'])
  assert.equal(addressesOf(ports, { TOLLGATE_HTTPS_HOST: '10.1.2.3, ::1' }).https, 'https://localhost:8243')
  const named = addressesOf(ports, { TOLLGATE_PUBLIC_URL: 'https://gateway.example.com/' })
  assert.equal(named.public, 'https://gateway.example.com')
  assert.equal(named.https, 'https://localhost:8243')
})
