import { control } from './shared-layout.ts'

/** Attempts before a thread goes to sleep: the lock is held for about a microsecond. */
const spinsMax = 200
const sleepMs = 20
/**
 * Naps during which one and the same holder has not let go: it has died. Naps and not time, because a process that was stopped
 * for long has slept through time, and the holder with it.
 */
const napsMax = 50
const threadsMax = 1_023

/**
 * One lock for all threads. It holds who has it and the how manieth time, so that two turns never look alike, and a thread that dies with
 * it is found out and robbed. `onRobbed` brings in order what it left.
 */
export class SharedLock {
  private readonly words: Int32Array
  private readonly owner: number
  private readonly onRobbed: () => void
  private turn = 0
  private mine = 0

  constructor(words: Int32Array, onRobbed: () => void) {
    this.words = words
    this.onRobbed = onRobbed
    this.owner = ((Atomics.add(words, control.threads, 1) % threadsMax) + 1) << 20
  }

  acquire(): void {
    this.turn = (this.turn + 1) & 0xf_ffff
    this.mine = this.owner | this.turn
    for (let spins = 0; spins < spinsMax; spins++) {
      if (Atomics.load(this.words, control.lock) === 0 && this.take(0)) return
    }
    this.sleepUntilTaken()
  }

  release(): void {
    if (Atomics.compareExchange(this.words, control.lock, this.mine, 0) !== this.mine) return
    if (Atomics.load(this.words, control.waiters) > 0) Atomics.notify(this.words, control.lock, 1)
  }

  /** False: this thread was so slow that it was taken for dead. What it has not written yet it must not write. */
  get isMine(): boolean {
    return Atomics.load(this.words, control.lock) === this.mine
  }

  private take(from: number): boolean {
    return Atomics.compareExchange(this.words, control.lock, from, this.mine) === from
  }

  private sleepUntilTaken(): void {
    Atomics.add(this.words, control.waiters, 1)
    try {
      let seen = 0
      for (let naps = 0; ; naps++) {
        const holder = Atomics.load(this.words, control.lock)
        if (holder === 0) {
          if (this.take(0)) return
          continue
        }
        if (holder !== seen) naps = 0
        seen = holder
        if (naps >= napsMax && this.take(holder)) return this.onRobbed()
        Atomics.wait(this.words, control.lock, holder, sleepMs)
      }
    } finally {
      Atomics.sub(this.words, control.waiters, 1)
    }
  }
}
