import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type UsageRecord, usageRecordSchema } from '@tollgate/contract/usage-record'

/** The usage log of a data folder, every line checked against the contract. */
export async function readUsageRecords(home: string): Promise<readonly UsageRecord[]> {
  const lines = (await readUsageText(home)).split('\n').filter((line) => line !== '')
  return lines.map((line) => usageRecordSchema.parse(JSON.parse(line)))
}

export async function readUsageText(home: string): Promise<string> {
  const folder = join(home, 'usage')
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.ndjson'))
  return (await Promise.all(files.sort().map((name) => readFile(join(folder, name), 'utf8')))).join('')
}
