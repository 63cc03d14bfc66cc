import { Histogram } from '../measure/histogram.ts'

/** What is counted between two moments. A new one is put in place when the measurement begins, and another when it ends. */
export class Meter {
  calls = 0
  events = 0
  readonly firstByteMs = new Histogram()
  readonly totalMs = new Histogram()
  readonly eventDelayMs = new Histogram()
}
