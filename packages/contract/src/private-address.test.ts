import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLocalName, isPrivateAddress } from './private-address.ts'

const privateOnes = [
  ...[
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
  ],
  ...[
    '::',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::10.0.0.1',
    '2002:7f00:1::',
    '2002:a00:1::1',
  ],
  ...[
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    'fe00::1',
    '4000::1',
    '1::1',
    '2001:db8::1',
    '2001::1',
    '3fff::1',
  ],
  ...['', 'example.com', '1.2.3', '1.2.3.256', ':::', '1::2::3', '12345::'],
]
const publicOnes = [
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '[2a00:1450::1]',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::',
]

for (const address of privateOnes) {
  test(`isPrivateAddress refuses '${address}'`, () => assert.equal(isPrivateAddress(address), true))
}
for (const address of publicOnes) {
  test(`isPrivateAddress lets ${address} through`, () => assert.equal(isPrivateAddress(address), false))
}

test('isLocalName knows names that mean this machine or network, and leaves the others to the resolver', () => {
  for (const name of [
    'localhost',
    'LOCALHOST.',
    'a.localhost',
    'printer.local',
    'metadata.google.internal',
    '127.0.0.1',
    '[::1]',
  ]) {
    assert.equal(isLocalName(name), true, name)
  }
  for (const name of ['api.openai.com', 'localhost.example.com', '8.8.8.8'])
    assert.equal(isLocalName(name), false, name)
})
