import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyRowSchema, subscriptionRowSchema } from '@tollgate/contract/snapshot'
import { keyRow, subscriptionRow } from '../testing/rows.ts'
import { isKeyRow, isSubscriptionRow } from './numerous-rows.ts'

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

const kinds = [
  { name: 'isKeyRow', row: keyRow('k'), check: isKeyRow, schema: keyRowSchema },
  {
    name: 'isSubscriptionRow',
    row: subscriptionRow('a', 'b'),
    check: isSubscriptionRow,
    schema: subscriptionRowSchema,
  },
]

for (const { name, row, check, schema } of kinds) {
  describe(name, () => {
    for (const field of Object.keys(row)) {
      it(`decides about ${field} as the schema does`, () => {
        for (const value of values) {
          const changed = { ...row, [field]: value }
          assert.equal(check(changed), schema.safeParse(changed).success, JSON.stringify(value))
        }
        const { [field]: _left, ...without } = row as unknown as Record<string, unknown>
        assert.equal(check(without), schema.safeParse(without).success)
      })
    }

    it('takes what is none for none', () => {
      assert.equal(check(row), true)
      assert.equal(check({ ...row, ofTheFuture: 1 }), schema.safeParse({ ...row, ofTheFuture: 1 }).success)
      for (const value of [...values, { kind: 'key' }, { kind: 'subscription' }]) assert.equal(check(value), false)
    })
  })
}
