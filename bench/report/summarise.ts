import type { LoadResult } from '../load/load-messages.ts'
import type { Entry } from '../measure/run-scenario.ts'
import type { Scenario, Unit } from '../scenario.ts'
import { median } from './median.ts'

/** Medians over the rounds of one contestant in one scenario; null where there is nothing to divide by. */
export interface Summary {
  readonly cpuPerCall: number | null
  readonly cpuPerEvent: number | null
  /** Median of the ratios to nginx in the same round. */
  readonly timesNginx: number | null
  /** Lowest and highest CPU per unit of the rounds: how far they can be trusted. */
  readonly spread: readonly [number, number] | null
  readonly callsPerSecond: number
  readonly eventsPerSecond: number
  /** Share of one core, in percent. */
  readonly busy: Readonly<Record<keyof LoadResult['cpuMicroseconds'], number>>
  readonly firstByteMs: { readonly p50: number; readonly p99: number }
  readonly totalMs: { readonly p50: number; readonly p99: number }
  readonly eventDelayMs: { readonly p50: number; readonly p99: number } | null
  readonly rssMegabytes: { readonly before: number; readonly loaded: number } | null
}

export function summarise(entry: Entry, units: Scenario['units'], nginx: Entry | undefined): Summary | null {
  const { rounds } = entry
  const [unit] = units
  if (rounds.length === 0) return null
  const figures = rounds.map((round) => cpuPer(unit, round)).filter((figure) => figure !== null)
  const delays = rounds.filter((round) => round.eventDelayMs.count > 0)
  return {
    cpuPerCall: units.includes('call') ? medianOf(rounds.map((round) => cpuPer('call', round))) : null,
    cpuPerEvent: units.includes('event') ? medianOf(rounds.map((round) => cpuPer('event', round))) : null,
    timesNginx: medianOf(rounds.map((round, index) => ratio(cpuPer(unit, round), nginx?.rounds[index], unit))),
    spread: figures.length === 0 ? null : [Math.min(...figures), Math.max(...figures)],
    callsPerSecond: median(rounds.map((round) => round.calls / round.seconds)),
    eventsPerSecond: median(rounds.map((round) => round.events / round.seconds)),
    busy: {
      contestant: busyPercent(rounds, 'contestant'),
      mock: busyPercent(rounds, 'mock'),
      load: busyPercent(rounds, 'load'),
      others: busyPercent(rounds, 'others'),
      stolen: busyPercent(rounds, 'stolen'),
    },
    firstByteMs: percentiles(rounds, 'firstByteMs'),
    totalMs: percentiles(rounds, 'totalMs'),
    eventDelayMs: delays.length === 0 ? null : percentiles(delays, 'eventDelayMs'),
    rssMegabytes: rounds.every((round) => round.rssKilobytes.loaded === 0)
      ? null
      : {
          before: median(rounds.map((round) => round.rssKilobytes.before / 1024)),
          loaded: median(rounds.map((round) => round.rssKilobytes.loaded / 1024)),
        },
  }
}

function cpuPer(unit: Unit, round: LoadResult): number | null {
  const count = unit === 'call' ? round.calls : round.events
  return count === 0 || round.cpuMicroseconds.contestant === 0 ? null : round.cpuMicroseconds.contestant / count
}

function ratio(figure: number | null, nginx: LoadResult | undefined, unit: Unit): number | null {
  const reference = nginx === undefined ? null : cpuPer(unit, nginx)
  return figure === null || reference === null ? null : figure / reference
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : median(known)
}

function busyPercent(rounds: readonly LoadResult[], process: keyof LoadResult['cpuMicroseconds']): number {
  return median(rounds.map((round) => round.cpuMicroseconds[process] / round.seconds / 10_000))
}

function percentiles(rounds: readonly LoadResult[], field: 'firstByteMs' | 'totalMs' | 'eventDelayMs') {
  return { p50: median(rounds.map((round) => round[field].p50)), p99: median(rounds.map((round) => round[field].p99)) }
}
