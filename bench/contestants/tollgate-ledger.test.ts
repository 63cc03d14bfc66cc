import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { auditLedger } from './tollgate-ledger.ts'

describe('auditLedger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'))
  after(() => rmSync(folder, { recursive: true }))
  const record = '{"v":1,"outcome":"answered","usage":{"totalTokens":8217}}\n'
  const write = (text: string) => writeFileSync(join(folder, 'usage-2026-11-22.ndjson'), text)

  it('wants a record for each call', async () => {
    write(record.repeat(3))
    assert.equal(await auditLedger(folder, 3), null)
    assert.match((await auditLedger(folder, 4)) ?? '', /3 records of 4 calls/)
    assert.match((await auditLedger(join(folder, 'none'), 1)) ?? '', /no ledger/)
  })

  it('wants whole records with the figures of the provider', async () => {
    write(`${record}${record.replace('answered', 'cancelled')}`)
    assert.match((await auditLedger(folder, 2)) ?? '', /record 2 .*not of an answered call/)
    write(record.replace('8217', '0'))
    assert.match((await auditLedger(folder, 1)) ?? '', /tokens/)
    write(record.slice(0, 20))
    assert.match((await auditLedger(folder, 1)) ?? '', /cut/)
  })
})
