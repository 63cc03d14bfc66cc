import { constants } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, failureReason } from '../../../files/failure-reason.ts'
import type { Chunk, Exporter, Outcome } from '../exporter.ts'
import { type IncumbentSettings, incumbentEvent } from '../incumbent-event.ts'
import { idOfLine, logLine } from './log-line.ts'
import { logName, roll, rolledFiles } from './rolled-files.ts'

export interface ElkLogSettings {
  readonly folder: string
  /** `address-name`, as the incumbent's lines have it. */
  readonly host: string
  readonly incumbent: IncumbentSettings
  readonly fileBytesMax: number
  readonly filesKept: number
  now(): number
}

export const elkLogPreset = { fileBytesMax: 1_000_000_000, filesKept: 10 }

const chunkBytesMax = 1_000_000
/** More than one chunk can be: what was written before a crash, and not noted, is in it. */
const tailBytes = 4 * chunkBytesMax

/** A log as the incumbent writes it, for its Filebeat and Logstash. */
export function elkLogExporter(settings: ElkLogSettings): Exporter {
  const log = new ElkLog(settings)
  return {
    chunkRecordsMax: 500,
    chunkBytesMax,
    encode: (stored) => logLine(incumbentEvent(stored, settings.incumbent), settings.host),
    send: (chunk) => log.write(chunk),
    close: () => log.close(),
  }
}

interface OpenLog {
  readonly file: FileHandle
  readonly day: string
  size: number
}

/** Each call is one line, over a crash too: what is in the file says what need not be written again. */
class ElkLog {
  private readonly settings: ElkLogSettings
  private current: OpenLog | undefined
  /** Of calls at the end of the log as it was found when it was opened. */
  private found: ReadonlySet<string> = new Set()

  constructor(settings: ElkLogSettings) {
    this.settings = settings
  }

  async write({ records }: Chunk): Promise<Outcome> {
    try {
      const found = await this.ready()
      const lines = records.filter(({ id }) => !found.has(id)).map(({ text }) => `${text}\n`)
      const { file, ...at } = await this.withRoom(Buffer.byteLength(lines.join('')))
      const bytes = Buffer.from(lines.join(''))
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, at.size + done)).bytesWritten
      await file.datasync()
      if (this.current !== undefined) this.current.size += bytes.length
      return { kind: 'acked' }
    } catch (error) {
      // How much of it is in the file is read from the file.
      await this.close()
      return { kind: 'retry', reason: `${join(this.settings.folder, logName)}: ${failureReason(error)}.` }
    }
  }

  async close(): Promise<void> {
    const { current } = this
    this.current = undefined
    await current?.file.close().catch(() => undefined)
  }

  private async ready(): Promise<ReadonlySet<string>> {
    if (this.current !== undefined) return this.found
    const { folder } = this.settings
    await mkdir(folder, { recursive: true })
    const [rolled] = await rolledFiles(folder)
    const before = rolled === undefined ? [] : await idsAtEnd(join(folder, rolled))
    this.current = await this.openLog()
    this.found = new Set([...before, ...(await idsAtEnd(join(folder, logName)))])
    return this.found
  }

  private async openLog(): Promise<OpenLog> {
    const file = await open(join(this.settings.folder, logName), openFlags, 0o640)
    try {
      const size = await withoutTornLine(file)
      const { mtimeMs } = await file.stat()
      return { file, size, day: dayOf(size === 0 ? this.settings.now() : mtimeMs) }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Rolled between two chunks only, so that what a crash leaves undone is never in more than two files. */
  private async withRoom(bytes: number): Promise<OpenLog> {
    const { folder, filesKept, fileBytesMax, now } = this.settings
    const log = this.current ?? (await this.openLog())
    this.current = log
    const isFull = log.size + bytes > fileBytesMax || log.day !== dayOf(now())
    if (log.size === 0 || bytes === 0 || !isFull) return log
    await this.close()
    await roll(folder, { day: log.day, kept: filesKept })
    this.current = await this.openLog()
    return this.current
  }
}

/** Read and written at places; made if it is not there, never emptied. */
const openFlags = constants.O_RDWR | constants.O_CREAT

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** A line that a crash has cut is taken off; how long the file is then. */
async function withoutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  const start = Math.max(0, size - tailBytes)
  const tail = await readFrom(file, start, size)
  const end = start + tail.lastIndexOf(0x0a) + 1
  if (end < size) await file.truncate(end)
  return end
}

async function idsAtEnd(path: string): Promise<string[]> {
  try {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const tail = await readFrom(file, Math.max(0, size - tailBytes), size)
      return tail
        .toString('utf8')
        .split('\n')
        .flatMap((line) => idOfLine(line) ?? [])
    } finally {
      await file.close()
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

async function readFrom(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start)
  let done = 0
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}
