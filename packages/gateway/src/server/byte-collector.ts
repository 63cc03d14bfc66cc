import { setImmediate } from 'node:timers/promises'

/** Gathers bytes that arrive in pieces; whoever adds them keeps the count below a limit. */
export interface ByteCollector {
  readonly bytesTotal: number
  add(chunk: Buffer): void
  /** Everything in one piece. The collector is used up. */
  join(): Buffer | Promise<Buffer>
}

/** Below this a piece is copied: a body in one-byte chunks would otherwise cost a hundred bytes of objects for each byte. */
const ownedBytesMin = 1024
const blockBytes = 16 * 1024
/** Copying 32 MiB at once into fresh memory holds up every other call for 40 ms and more; this much takes about one. */
const copiedAtOnceMax = 1024 * 1024

export function byteCollector(): ByteCollector {
  const pieces: Buffer[] = []
  let block: Buffer | undefined
  let blockUsed = 0
  let bytesTotal = 0

  const flush = () => {
    if (block === undefined || blockUsed === 0) return
    pieces.push(block.subarray(0, blockUsed))
    block = block.subarray(blockUsed)
    blockUsed = 0
  }

  return {
    get bytesTotal() {
      return bytesTotal
    },
    add(chunk) {
      const isFirst = bytesTotal === 0
      bytesTotal += chunk.length
      // Most bodies are one piece: it is handed on as it came.
      if (isFirst || chunk.length >= ownedBytesMin) {
        flush()
        pieces.push(chunk)
        return
      }
      if (block === undefined || block.length - blockUsed < chunk.length) {
        flush()
        block = Buffer.allocUnsafeSlow(blockBytes)
      }
      blockUsed += chunk.copy(block, blockUsed)
    },
    join() {
      flush()
      const [first] = pieces
      if (first !== undefined && pieces.length === 1) return first
      return bytesTotal <= copiedAtOnceMax ? Buffer.concat(pieces, bytesTotal) : joinWithPauses(pieces, bytesTotal)
    },
  }
}

async function joinWithPauses(pieces: readonly Buffer[], bytesTotal: number): Promise<Buffer> {
  const joined = Buffer.allocUnsafeSlow(bytesTotal)
  let used = 0
  let pauseAt = copiedAtOnceMax
  for (const piece of pieces) {
    used += piece.copy(joined, used)
    if (used < pauseAt) continue
    pauseAt = used + copiedAtOnceMax
    await setImmediate()
  }
  return joined
}
