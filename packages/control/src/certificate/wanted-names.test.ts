import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wantedNames } from './wanted-names.ts'

const base = ['localhost', '127.0.0.1', '::1']

test('wantedNames: this machine, and the name for the outside', () => {
  assert.deepEqual(wantedNames('Studio.local', new URL('https://gateway.example.com:8243/x')), [
    ...base,
    'studio.local',
    'gateway.example.com',
  ])
  assert.deepEqual(wantedNames('localhost', undefined), base)
})

test('wantedNames takes addresses, also in brackets', () => {
  assert.deepEqual(wantedNames('10.0.0.7', new URL('https://[2001:DB8::7]')), [...base, '10.0.0.7', '2001:db8::7'])
})

test('wantedNames leaves out what cannot stand in a certificate', () => {
  for (const hostname of ['', 'my_machine', 'two words', '-x', 'a..b', 'x'.repeat(64)])
    assert.deepEqual(wantedNames(hostname, undefined), base, hostname)
})

test('wantedNames writes other alphabets as clients ask for them', () => {
  assert.deepEqual(wantedNames('bücher.example', undefined), [...base, 'xn--bcher-kva.example'])
})
