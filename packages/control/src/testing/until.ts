import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for something that another process or the system brings about; fails with a sentence. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 5_000): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`)
    await sleep(10)
  }
}
