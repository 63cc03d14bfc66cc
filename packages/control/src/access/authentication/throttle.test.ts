import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKey, createThrottle } from './throttle.ts'

test('createThrottle counts each name and key by itself, and says how long to wait', async () => {
  const throttle = createThrottle()
  for (let at = 0; at < 10; at++) assert.equal(await throttle.take('account', 'a'), undefined)
  const wait = await throttle.take('account', 'a')
  assert.ok(wait !== undefined && wait > 0 && wait <= 900)
  assert.equal(await throttle.take('account', 'b'), undefined)
  assert.equal(await throttle.take('address', 'a'), undefined)
  await throttle.forget('account', 'a')
  assert.equal(await throttle.take('account', 'a'), undefined)
})

test('addressKey holds a customer by one key: the address in IPv4, the /64 in IPv6', () => {
  const keys: Readonly<Record<string, string>> = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.7': '192.0.2.7',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2',
    '2001:DB8:1:2::9': '2001:db8:1:2',
    '2001:db8::9': '2001:db8:0:0',
    '::1': '0:0:0:0',
  }
  for (const [address, key] of Object.entries(keys)) assert.equal(addressKey(address), key)
})
