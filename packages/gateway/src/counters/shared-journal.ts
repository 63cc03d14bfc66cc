import { control, journalMax } from './shared-layout.ts'

/**
 * Writes of one step, done as a whole or not at all: they are listed first, the list is declared valid, and then they are carried out. When a thread dies, the
 * next one carries out a valid list once more (it has the new values, so twice is like once) and leaves an unfinished one aside.
 */
export class SharedJournal {
  private readonly words: Int32Array
  private readonly numbers: Float64Array
  private readonly start: number
  private count = 0

  constructor(words: Int32Array, numbers: Float64Array, start: number) {
    this.words = words
    this.numbers = numbers
    this.start = start
  }

  begin(): void {
    this.count = 0
  }

  /** Numbers are read as they were before the step, until it is committed. */
  set(at: number, value: number): void {
    if (this.count === journalMax) throw new Error('a step writes more than its journal holds')
    const entry = this.start + 2 * this.count
    this.numbers[entry] = at
    this.numbers[entry + 1] = value
    this.count++
  }

  commit(): void {
    Atomics.store(this.words, control.journal, this.count)
    this.carryOut()
    this.count = 0
  }

  /** After the death of the thread that had the lock. */
  carryOut(): void {
    const count = Atomics.load(this.words, control.journal)
    for (let entry = this.start; entry < this.start + 2 * count; entry += 2) {
      const at = this.numbers[entry]
      const value = this.numbers[entry + 1]
      if (at !== undefined && value !== undefined) this.numbers[at] = value
    }
    Atomics.store(this.words, control.journal, 0)
  }
}
