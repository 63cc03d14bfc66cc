import { printable } from '../terminal/printable.ts'

const nothing = '–'

/** Any value of an answer on one line. */
export function cell(value: unknown, lengthMax = 60): string {
  if (value === null || value === undefined || value === '') return nothing
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return printable(value, lengthMax) || nothing
  if (Array.isArray(value)) {
    if (value.length === 0) return nothing
    const isPlain = value.every((item) => typeof item !== 'object')
    return printable(isPlain ? value.join(', ') : JSON.stringify(value), lengthMax)
  }
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value), lengthMax)
}
