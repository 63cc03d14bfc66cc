import { randomBytes } from 'node:crypto'

/**
 * Makes ids for requests: random bytes of this process and a count, so unique everywhere and as cheap as a count. They are no
 * secrets: whoever knows one learns nothing and may do nothing.
 */
export class RequestIds {
  private readonly prefix = randomBytes(10).toString('hex')
  private count = 0

  next(): string {
    this.count++
    return `${this.prefix}${this.count.toString(16).padStart(8, '0')}`
  }
}
