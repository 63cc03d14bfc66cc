import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export const logName = 'apim_metrics.log'
const rolledName = /^apim_metrics-(\d\d)-(\d\d)-(\d{4})-(\d{1,6})\.log$/

/** Rolled files of a folder, the newest first. */
export async function rolledFiles(folder: string): Promise<string[]> {
  const found = (await readdir(folder)).flatMap((name) => {
    const [, month, day, year, index] = rolledName.exec(name) ?? []
    return index === undefined ? [] : [{ name, day: `${year}-${month}-${day}`, index: Number(index) }]
  })
  const newestFirst = found.sort((one, other) => other.day.localeCompare(one.day) || other.index - one.index)
  return newestFirst.map(({ name }) => name)
}

/** The log becomes `apim_metrics-MM-dd-yyyy-i.log` of its day; of those so many are kept. */
export async function roll(folder: string, { day, kept }: { day: string; kept: number }): Promise<void> {
  const [year, month, date] = day.split('-')
  const stem = `apim_metrics-${month}-${date}-${year}-`
  const before = await rolledFiles(folder)
  const indexes = before.filter((name) => name.startsWith(stem)).map((name) => Number(rolledName.exec(name)?.[4]))
  await rename(join(folder, logName), join(folder, `${stem}${Math.max(0, ...indexes) + 1}.log`))
  for (const name of (await rolledFiles(folder)).slice(kept)) await rm(join(folder, name), { force: true })
}
