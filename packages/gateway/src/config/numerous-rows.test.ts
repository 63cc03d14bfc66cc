import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyRowSchema, packedSubscriptionSchema, packSubscription } from '@tollgate/contract/snapshot'
import { keyRow, subscriptionRow } from '../testing/rows.ts'
import { isKeyRow, isPackedSubscription } from './numerous-rows.ts'

const values: readonly unknown[] = [
  undefined,
  null,
  '',
  'text',
  'active',
  'blocked',
  'revoked',
  'suspended',
  'production',
  'sandbox',
  'ab'.repeat(32),
  'AB'.repeat(32),
  `${'ab'.repeat(32)}\n`,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 1,
  true,
  [],
  ['10.0.0.0/8', ''],
  [1],
  [null],
  {},
  { length: 0 },
]

describe('isKeyRow', () => {
  const row = keyRow('k')

  for (const field of Object.keys(row)) {
    it(`decides about ${field} as the schema does`, () => {
      for (const value of values) {
        const changed = { ...row, [field]: value }
        assert.equal(isKeyRow(changed), keyRowSchema.safeParse(changed).success, JSON.stringify(value))
      }
      const { [field]: _left, ...without } = row as unknown as Record<string, unknown>
      assert.equal(isKeyRow(without), keyRowSchema.safeParse(without).success)
    })
  }

  it('takes what is none for none', () => {
    assert.equal(isKeyRow(row), true)
    assert.equal(isKeyRow({ ...row, ofTheFuture: 1 }), keyRowSchema.safeParse({ ...row, ofTheFuture: 1 }).success)
    for (const value of [...values, { kind: 'key' }]) assert.equal(isKeyRow(value), false)
  })
})

describe('isPackedSubscription', () => {
  const packed = packSubscription(subscriptionRow('a', 'b', { planId: 'gold' }))
  const bySchema = (value: unknown) => packedSubscriptionSchema.safeParse(value).success

  for (const place of packed.keys()) {
    it(`decides about value ${place} as the schema does`, () => {
      for (const value of values) {
        const changed = packed.with(place, value)
        assert.equal(isPackedSubscription(changed), bySchema(changed), JSON.stringify(value))
      }
      for (const cut of [packed.slice(0, place), packed.toSpliced(place, 1)]) {
        assert.equal(isPackedSubscription(cut), false)
        assert.equal(bySchema(cut), false)
      }
    })
  }

  it('takes what is none for none', () => {
    assert.equal(isPackedSubscription(packed), true)
    assert.equal(isPackedSubscription([...packed, 'of the future']), bySchema([...packed, 'of the future']))
    for (const value of [...values, { ...packed }]) assert.equal(isPackedSubscription(value), bySchema(value))
  })
})
