import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'

interface AppendFileOptions {
  /** Other threads append to the same file. */
  readonly isShared: boolean
  /** What was written may not survive a power failure. */
  onSyncFailed(error: unknown): void
}

const syncAfterMs = 100

/**
 * A file to which whole lines are appended, each in one write, so that several threads may do it at once. `append` has written when it returns: the
 * process may die then. What was written is made to survive a power failure in groups, at most 100 ms later.
 */
export class AppendFile {
  private readonly options: AppendFileOptions
  private path = ''
  private file: number | undefined
  /** A piece of a line is at the end of the file, and could not be taken away. */
  private isTorn = false
  private syncTimer: NodeJS.Timeout | undefined

  constructor(options: AppendFileOptions) {
    this.options = options
  }

  /** Throws where the disk does not take all of it. Another path than before leaves the file before. */
  append(path: string, lines: string): void {
    const file = this.open(path)
    this.write(file, this.isTorn ? `\n${lines}` : lines)
    this.isTorn = false
    this.syncTimer ??= setTimeout(() => this.sync(), syncAfterMs).unref()
  }

  close(): void {
    const file = this.forget()
    if (file === undefined) return
    try {
      fdatasyncSync(file)
    } catch (error) {
      this.options.onSyncFailed(error)
    } finally {
      closeSync(file)
    }
  }

  /** As `close`, beside the calls. */
  private leave(): void {
    const file = this.forget()
    if (file === undefined) return
    fdatasync(file, (error) => {
      closeSync(file)
      if (error !== null) this.options.onSyncFailed(error)
    })
  }

  /** The number of a closed file is soon another file's, or a socket's: it is forgotten before anything can fail. */
  private forget(): number | undefined {
    const { file } = this
    clearTimeout(this.syncTimer)
    this.syncTimer = undefined
    this.file = undefined
    this.isTorn = false
    return file
  }

  private open(path: string): number {
    if (this.file !== undefined && path === this.path) return this.file
    this.leave()
    this.file = openSync(path, 'a', 0o600)
    this.path = path
    return this.file
  }

  private write(file: number, lines: string): void {
    const written = writeSync(file, lines)
    if (written === Buffer.byteLength(lines)) return
    const bytes = Buffer.from(lines)
    let at = written
    try {
      while (at < bytes.length) at += writeSync(file, bytes, at)
    } catch (error) {
      this.takeBack(file, at)
      throw error
    }
  }

  /** A disk that is full may have taken a piece. Where others append too, it cannot be cut off safely, and ends with a line break instead. */
  private takeBack(file: number, bytes: number): void {
    this.isTorn = true
    if (this.options.isShared) return
    try {
      ftruncateSync(file, fstatSync(file).size - bytes)
      this.isTorn = false
    } catch (error) {
      this.options.onSyncFailed(error)
    }
  }

  private sync(): void {
    this.syncTimer = undefined
    if (this.file === undefined) return
    fdatasync(this.file, (error) => {
      if (error !== null) this.options.onSyncFailed(error)
    })
  }
}
