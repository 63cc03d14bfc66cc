import { readFileSync } from 'node:fs'

/** Linux shows process times to programs in hundredths of a second on every architecture that Node runs on (USER_HZ). */
const microsecondsPerTick = 10_000

export function readMachineCpu() {
  return parseMachineCpu(readFileSync('/proc/stat', 'latin1'))
}

export interface ProcessUsage {
  /** CPU that all threads of the process have used so far, in user and kernel mode. */
  readonly cpuMicroseconds: number
  readonly rssKilobytes: number
}

export function readProcessUsage(pid: number): ProcessUsage {
  return {
    cpuMicroseconds: parseCpuMicroseconds(readFileSync(`/proc/${pid}/stat`, 'latin1')),
    rssKilobytes: parseRssKilobytes(readFileSync(`/proc/${pid}/status`, 'latin1')),
  }
}

/** utime + stime of `/proc/<pid>/stat` (proc(5), fields 14 and 15). The name in field 2 may hold blanks and parentheses. */
export function parseCpuMicroseconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  if (!Number.isSafeInteger(ticks)) throw new Error('/proc/<pid>/stat has another form than expected')
  return ticks * microsecondsPerTick
}

export function parseRssKilobytes(status: string): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (found === undefined) throw new Error('/proc/<pid>/status names no VmRSS')
  return Number(found)
}

/** What all processes of the machine used, and what its host took away (steal), from the first line of `/proc/stat` (proc(5)). */
export function parseMachineCpu(stat: string): {
  readonly usedMicroseconds: number
  readonly stolenMicroseconds: number
} {
  const fields = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number) ?? []
  const [user, nice, system, , , irq, softirq, steal] = fields
  if (steal === undefined) throw new Error('/proc/stat has another form than expected')
  const used = (user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0)
  return { usedMicroseconds: used * microsecondsPerTick, stolenMicroseconds: steal * microsecondsPerTick }
}

/** The parent of a process: field 4 of `/proc/<pid>/stat`. */
export function parseParent(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
