import { isAddressRange } from './server/address-ranges.ts'

/** Reads values of environment variables; what is wrong with one is said with its name. Pure: the variables are passed in. */

/** Each has a copy of the configuration. */
const threadsMax = 64

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** A port to listen on; 0 takes a free one. */
export function portOf(name: string, value: string | number): number {
  return wholeNumberOf(name, value, 65_535)
}

export function wholeNumberOf(name: string, value: string | number, most = Number.MAX_SAFE_INTEGER): number {
  const number = typeof value === 'number' ? value : /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(number) && number <= most) return number
  throw new Error(`${name} is '${value}': it has to be a whole number from 0 to ${most}.`)
}

/** How many threads carry calls; `auto` leaves one core to everything else. */
export function threadsOf(name: string, value: string | number, cores: number): number {
  if (value === 'auto') return Math.min(Math.max(cores - 1, 1), threadsMax)
  const number = typeof value === 'string' && !/^\d+$/.test(value.trim()) ? Number.NaN : Number(value)
  if (number >= 1 && number <= threadsMax) return number
  throw new Error(`${name} is '${value}': it has to be a whole number from 1 to ${threadsMax}, or auto.`)
}

export function logLevelOf(name: string, value: string): string {
  if (logLevels.some((level) => level === value)) return value
  throw new Error(`${name} is '${value}': it has to be one of ${logLevels.join(', ')}.`)
}

export function hostsOf(value: string | undefined, preset: readonly string[]): readonly string[] {
  return value === undefined || value === '' ? preset : value.split(',').map((host) => host.trim())
}

/** Addresses and CIDR ranges, separated by commas. */
export function rangesOf(name: string, value: string | undefined): readonly string[] {
  if (value === undefined || value.trim() === '') return []
  const ranges = value.split(',').map((range) => range.trim())
  const wrong = ranges.find((range) => !isAddressRange(range))
  if (wrong === undefined) return ranges
  throw new Error(`${name} names '${wrong}': it has to be addresses or ranges such as 10.0.0.0/8, separated by commas.`)
}

export function requiredText(name: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value
  throw new Error(`The environment variable ${name} is not set: the gateway cannot start without it.`)
}
