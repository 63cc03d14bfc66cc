import { existsSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from './until.ts'

/** All that is in the usage files of a data folder is acknowledged by the control plane. */
export async function isShipped(home: string): Promise<boolean> {
  const folder = join(home, 'usage')
  const position = join(folder, 'shipped.json')
  if (!existsSync(position)) return false
  const { files }: { files: Record<string, number> } = JSON.parse(readFileSync(position, 'utf8'))
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson'))
  return names.every((name) => files[name] === statSync(join(folder, name)).size)
}

export async function untilShipped(home: string): Promise<void> {
  await until('all usage to be shipped', () => isShipped(home), 30_000)
}
