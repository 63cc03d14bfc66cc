import { type FileHandle, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { shipmentBytesMax, shipmentLinesMax } from '@tollgate/contract/usage-shipment'
import { isWhole } from '../sealed-line.ts'
import { usageFilesIn } from '../usage-files.ts'
import type { Shipped } from './shipped.ts'

/** What is sent at once. */
export interface Batch {
  /** Without their line breaks. */
  readonly lines: readonly Buffer[]
  /** How far the files are shipped once it is acknowledged. */
  readonly shipped: Shipped
  /** Passed over. */
  readonly damaged: number
}

export interface BatchBounds {
  readonly linesMax: number
  readonly bytesMax: number
}

const shipmentBounds: BatchBounds = { linesMax: shipmentLinesMax, bytesMax: shipmentBytesMax }
const newline = 0x0a

/** The next whole lines behind what was shipped, oldest file first; undefined: there are none. Each turn of the event loop sees a bounded piece. */
export async function readBatch(
  directory: string,
  shipped: Shipped,
  bounds: BatchBounds = shipmentBounds,
): Promise<Batch | undefined> {
  const filling = new Filling(shipped, bounds)
  for (const file of usageFilesIn(directory)) {
    await readFile(join(directory, file), file, filling)
    if (filling.isFull) break
  }
  return filling.batch
}

/** A batch while it is filled. */
class Filling {
  readonly bounds: BatchBounds
  private readonly positions: Map<string, number>
  private readonly lines: Buffer[] = []
  private bytes = 0
  private damaged = 0
  private hasMoved = false
  isFull = false

  constructor(shipped: Shipped, bounds: BatchBounds) {
    this.positions = new Map(shipped)
    this.bounds = bounds
  }

  get batch(): Batch | undefined {
    return this.hasMoved ? { lines: this.lines, shipped: this.positions, damaged: this.damaged } : undefined
  }

  positionOf(file: string): number {
    return this.positions.get(file) ?? 0
  }

  moveTo(file: string, offset: number): void {
    this.positions.set(file, offset)
    this.hasMoved = true
  }

  /** False: there is no room for it any more. */
  add(line: Buffer): boolean {
    const { linesMax, bytesMax } = this.bounds
    this.isFull = this.lines.length >= linesMax || this.bytes + line.length + 1 > bytesMax
    if (this.isFull) return false
    if (line.length === 0) return true
    if (!isWhole(line)) this.passOver()
    else {
      this.lines.push(line)
      this.bytes += line.length + 1
    }
    return true
  }

  passOver(): void {
    this.damaged++
  }
}

async function readFile(path: string, file: string, filling: Filling): Promise<void> {
  const { size } = await stat(path)
  if (size === filling.positionOf(file)) return
  const handle = await open(path)
  try {
    if (!(await isLineStart(handle, filling.positionOf(file), size))) filling.moveTo(file, 0)
    while (!filling.isFull && filling.positionOf(file) < size)
      if (!(await readPiece(handle, { file, size }, filling))) return
  } finally {
    await handle.close()
  }
}

/** It is not where the file is another one than was shipped, from a backup say: it is sent from its beginning, and what is known is known. */
async function isLineStart(handle: FileHandle, offset: number, size: number): Promise<boolean> {
  if (offset === 0) return true
  if (offset > size) return false
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, offset - 1)
  return buffer[0] === newline
}

/** False: no whole line is there yet. */
async function readPiece(handle: FileHandle, { file, size }: { file: string; size: number }, filling: Filling) {
  const from = filling.positionOf(file)
  const { bytesMax } = filling.bounds
  const bytes = Math.min(bytesMax, size - from)
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(bytes), 0, bytes, from)
  const piece = buffer.subarray(0, bytesRead)
  let start = 0
  for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, start)) {
    if (!filling.add(piece.subarray(start, end))) break
    start = end + 1
  }
  if (start > 0) filling.moveTo(file, from + start)
  if (start > 0 || filling.isFull) return start > 0
  return bytesRead === bytesMax && passOverLong(handle, file, filling)
}

/** A line that is longer than a shipment may be is none of ours. */
async function passOverLong(handle: FileHandle, file: string, filling: Filling): Promise<boolean> {
  const { bytesMax } = filling.bounds
  const piece = Buffer.allocUnsafe(bytesMax)
  for (let at = filling.positionOf(file) + bytesMax; ; ) {
    const { bytesRead } = await handle.read(piece, 0, bytesMax, at)
    if (bytesRead === 0) return false
    const end = piece.subarray(0, bytesRead).indexOf(newline)
    if (end === -1) {
      at += bytesRead
      continue
    }
    filling.passOver()
    filling.moveTo(file, at + end + 1)
    return true
  }
}
