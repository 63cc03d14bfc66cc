import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * The gateway is only as fast as its ledger is whole: one record per call, each answered and with the provider's own figures.
 * Null where that holds.
 */
export async function auditLedger(folder: string, calls: number): Promise<string | null> {
  if (!existsSync(folder)) return 'it wrote no ledger'
  let records = 0
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.ndjson')) continue
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      if (line === '') continue
      records++
      const problem = problemOf(line)
      if (problem !== null) return `record ${records} of its ledger ${problem}`
    }
  }
  return records === calls ? null : `its ledger holds ${records} records of ${calls} calls`
}

/** By text, not by parsing: there are hundreds of thousands of them. */
function problemOf(line: string): string | null {
  if (!line.endsWith('}')) return 'is cut'
  if (!line.includes('"outcome":"answered"')) return 'is not of an answered call'
  if (!line.includes('"totalTokens":8217')) return 'has not the tokens that the provider stated'
  return null
}
