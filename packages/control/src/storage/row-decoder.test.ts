import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds } from '../testing/sample-records.ts'
import { codecOf, decodeValues } from './record-codec.ts'
import { rowDecoder } from './row-decoder.ts'

test('rowDecoder makes of every kind what the columns say', () => {
  for (const kind of kinds)
    for (const isEmpty of [false, true]) {
      const values = codecOf(kind).columns.map(({ column, type, isNullable }, index) => {
        if (isEmpty && isNullable) return null
        if (type === 'json') return isEmpty ? '[]' : JSON.stringify([column])
        return type === 'boolean' || type === 'integer' ? Number(!isEmpty) : `${column} ${index}`
      })
      const record = rowDecoder(kind)([...values, 'row number'])
      assert.deepEqual(record, decodeValues(kind, values), kind)
      assert.deepEqual(Object.keys(record), [...codecOf(kind).byProperty.keys()], kind)
    }
})
