import { readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * How far each usage file was acknowledged by the control plane, in bytes. For each file by itself: what is written around midnight, or after a
 * clock was set back, may still go into a file before the last.
 */
export type Shipped = ReadonlyMap<string, number>

const schema = z.object({ files: z.record(z.string(), z.int().nonnegative()) })

/** Empty where nothing is kept, or what is kept cannot be read: then everything is sent again, and the control plane knows it. */
export function readShipped(directory: string): Shipped {
  try {
    return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(pathOf(directory), 'utf8'))).files))
  } catch {
    return new Map()
  }
}

/** Whole or not at all, and beside the calls: no turn of the event loop waits for the disk. */
export async function keepShipped(directory: string, shipped: Shipped): Promise<void> {
  const path = pathOf(directory)
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify({ files: Object.fromEntries(shipped) })}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

function pathOf(directory: string): string {
  return join(directory, 'shipped.json')
}
