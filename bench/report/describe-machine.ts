import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'

export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    /** Others on the machine make every figure worse: above half of the cores, measure again. */
    loadBefore: loadavg()[0] ?? 0,
  }
}
