import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readCsv } from './read-csv.ts'

it('readCsv reads quotes, breaks in them, and ends of every kind', () => {
  assert.deepEqual(readCsv('\uFEFFA,B b\r\n"1,5","say ""x""\nand y"\r\n\r\n3,\n'), [
    { a: '1,5', 'b b': 'say "x"\nand y' },
    { a: '3', 'b b': '' },
  ])
  assert.deepEqual(readCsv('a,b,c\n1,2'), [{ a: '1', b: '2', c: '' }])
  assert.deepEqual(readCsv('a,b\n1,'), [{ a: '1', b: '' }])
  assert.deepEqual(readCsv(''), [])
})

it('readCsv says where it is none', () => {
  assert.throws(() => readCsv('a,b\n"1,2'), /no CSV at character 5/)
})
