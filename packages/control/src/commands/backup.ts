import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { failureReason } from '../files/failure-reason.ts'
import { PlainFailure } from '../plain-failure.ts'
import type { Settings } from '../settings.ts'
import { openDatabase } from '../storage/database.ts'
import { KyselyStore } from '../storage/kysely-store.ts'

/** Writes a consistent copy of the store, also while it is in use. Secrets in it stay sealed: the master key is not in it. */
export async function backup(settings: Settings, output: string): Promise<string> {
  return await withStore(settings, async (store) => {
    const draft = `${output}.${process.pid}.part`
    let lines = 0
    async function* text() {
      for await (const line of store.dump()) {
        lines++
        yield `${line}\n`
      }
    }
    try {
      await pipeline(Readable.from(text()), createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true }))
      await rename(draft, output)
    } catch (error) {
      await rm(draft, { force: true })
      throw new PlainFailure(`${output} cannot be written: ${failureReason(error)}.`, { cause: error })
    }
    return `${output}: ${lines} lines. Keep the master key as well: without it the secrets in the backup stay shut.\n`
  })
}

/** Makes an empty store the one that was backed up. */
export async function restore(settings: Settings, input: string): Promise<string> {
  return await withStore(settings, async (store) => {
    const stream = createReadStream(input, 'utf8')
    const opened = new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject))
    await opened.catch((error: unknown) => {
      throw new PlainFailure(`${input} cannot be read: ${failureReason(error)}.`, { cause: error })
    })
    await store.restore(createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
    return 'Restored. Start Tollgate with the master key that belongs to this backup.\n'
  })
}

async function withStore(settings: Settings, work: (store: KyselyStore) => Promise<string>): Promise<string> {
  const database = await openDatabase({ location: settings.databaseLocation, onIdleError: () => undefined })
  const store = new KyselyStore(database, Date.now)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
