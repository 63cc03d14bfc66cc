import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine, usageFile } from './usage-file.ts'

test('csvLine quotes what would break a line, and takes the meaning from what a spreadsheet would run', () => {
  assert.equal(csvLine(['plain', 1.5, -3, true, null, undefined, '']), 'plain,1.5,-3,true,,,\r\n')
  assert.equal(csvLine(['a "b", c', 'two\nlines']), '"a ""b"", c","two\nlines"\r\n')
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\u0000=1'])
    assert.ok(csvLine([formula]).startsWith(`"'`), JSON.stringify(formula))
  assert.equal(csvLine([[{ policy: 'regex' }]]), '"[{""policy"":""regex""}]"\r\n')
})

test('usageFile has a heading in CSV also where there are no rows, and a line of JSON for each row', async () => {
  const columns = ['a', 'b']
  const rows = async function* () {
    yield [{ a: 1, b: '=x' }]
    yield []
    yield [{ b: 'y', a: 2 }]
  }
  const csv = usageFile(rows(), { name: 'file', format: 'csv', columns })
  assert.equal((await Array.fromAsync(csv.pieces)).join(''), `a,b\r\n1,"'=x"\r\n2,y\r\n`)
  const ndjson = usageFile(rows(), { name: 'file', format: 'ndjson', columns })
  assert.equal((await Array.fromAsync(ndjson.pieces)).join(''), '{"a":1,"b":"=x"}\n{"b":"y","a":2}\n')
  const none = usageFile((async function* () {})(), { name: 'file', format: 'csv', columns })
  assert.deepEqual([none.name, (await Array.fromAsync(none.pieces)).join('')], ['file.csv', 'a,b\r\n'])
})
