import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { errorCode, failureReason } from './failure-reason.ts'

export type BoundedRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Reads a small text file that a person named: a device, a pipe or a huge file is a reason, not a hang. */
export function readBounded(path: string, bytesMax: number): BoundedRead {
  let file: number | undefined
  try {
    // O_NONBLOCK: a pipe that nobody writes to would keep us waiting in open().
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const status = fstatSync(file)
    if (!status.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' }
    if (status.size > bytesMax) return { kind: 'unreadable', reason: `it is larger than ${bytesMax} bytes` }
    return { kind: 'text', text: readFileSync(file, 'utf8') }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' }
    return { kind: 'unreadable', reason: failureReason(error) }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
