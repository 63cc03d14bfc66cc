import { ExternalFailure } from './external-failure.ts'

/** Calls to one service at once. */
const inFlightMax = 32
/** Calls that wait for a place. */
const waitingMax = 256

/** Bounds how many calls to a service run at once, and how many wait. */
export class WaitingRoom {
  private inFlight = 0
  private readonly waiting = new Set<() => void>()

  /** Takes a place, and gives back what frees it. Rejects where too many wait, or with the signal's reason. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.inFlight >= inFlightMax) await this.wait(signal)
    else this.inFlight++
    let isFree = false
    return () => {
      if (isFree) return
      isFree = true
      this.leave()
    }
  }

  private wait(signal: AbortSignal): Promise<void> {
    if (this.waiting.size >= waitingMax)
      return Promise.reject(new ExternalFailure('busy', 'Too many calls wait for this service already.'))
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting.delete(enter)
        reject(signal.reason)
      }
      const enter = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      this.waiting.add(enter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** The place goes to who waits longest. */
  private leave(): void {
    const [next] = this.waiting
    if (next === undefined) this.inFlight--
    else {
      this.waiting.delete(next)
      next()
    }
  }
}
