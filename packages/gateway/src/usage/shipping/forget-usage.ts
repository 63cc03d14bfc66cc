import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { neededFrom } from '../../recovery/admitted-files.ts'
import { openFolderOf } from '../../recovery/books.ts'
import { usageFileAt, usageFilesIn } from '../usage-files.ts'
import type { Shipped } from './shipped.ts'

export interface ForgetOptions {
  readonly directory: string
  /** How far the control plane has them. */
  readonly shipped: Shipped
  /** Unix milliseconds: days that ended before it. */
  readonly before: number
}

/** Deletes the usage files of old days that the control plane has whole and no start of a gateway would ask for; their names. */
export async function forgetUsage({ directory, shipped, before }: ForgetOptions): Promise<string[]> {
  const needed = neededFrom(openFolderOf(directory)).file
  const limit = usageFileAt(before)
  const forgotten: string[] = []
  for (const file of usageFilesIn(directory)) {
    if (file >= limit || file >= needed) break
    const path = join(directory, file)
    const { size } = await stat(path)
    if (shipped.get(file) !== size) continue
    await rm(path)
    forgotten.push(file)
  }
  return forgotten
}
