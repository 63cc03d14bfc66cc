import { SharedJournal } from './shared-journal.ts'
import { control, header, offsetsOf, type SharedOffsets, type SharedSizes } from './shared-layout.ts'
import { SharedLock } from './shared-lock.ts'

/** How often a step begins anew when this thread was taken for dead in the middle of it. */
const triesMax = 3

class LockLost extends Error {}

/** One thread's view of the memory: numbers to read, and steps that write them as a whole, one thread at a time. */
export class SharedMemoryView {
  readonly numbers: Float64Array
  readonly words: Int32Array
  readonly sizes: SharedSizes
  readonly offsets: SharedOffsets
  private readonly lock: SharedLock
  private readonly journal: SharedJournal

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory)
    this.numbers = new Float64Array(memory)
    const at = control.words / 2
    this.sizes = {
      places: this.get(at + header.places),
      rings: this.get(at + header.rings),
      reservations: this.get(at + header.reservations),
    }
    this.offsets = offsetsOf(this.sizes)
    this.journal = new SharedJournal(this.words, this.numbers, this.offsets.journal)
    this.lock = new SharedLock(this.words, () => this.journal.carryOut())
  }

  get(at: number): number {
    return this.numbers[at] ?? 0
  }

  getHeader(word: number): number {
    return this.get(this.offsets.header + word)
  }

  /** Written with the next `commit`; until then the old number is read. */
  set(at: number, value: number): void {
    this.journal.set(at, value)
  }

  setHeader(word: number, value: number): void {
    this.journal.set(this.offsets.header + word, value)
  }

  commit(): void {
    if (!this.lock.isMine) throw new LockLost()
    this.journal.commit()
  }

  /** No other thread is inside at the same time. What was not committed when it throws is not written. */
  alone<Result>(step: () => Result): Result {
    for (let tries = 1; ; tries++) {
      this.lock.acquire()
      try {
        this.journal.begin()
        return step()
      } catch (error) {
        if (!(error instanceof LockLost) || tries === triesMax) throw error
      } finally {
        this.lock.release()
      }
    }
  }
}

export function createSharedMemory(sizes: SharedSizes): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(offsetsOf(sizes).words * Float64Array.BYTES_PER_ELEMENT)
  const numbers = new Float64Array(memory, (control.words / 2) * Float64Array.BYTES_PER_ELEMENT)
  numbers[header.places] = sizes.places
  numbers[header.rings] = sizes.rings
  numbers[header.reservations] = sizes.reservations
  numbers[header.earliestLease] = Number.POSITIVE_INFINITY
  return memory
}
