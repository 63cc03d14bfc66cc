import { parentPort } from 'node:worker_threads'
import { CompiledDetectors } from './detector-set.ts'
import type { ScanJob, ScanReport } from './scan-pool.ts'
import type { DetectorSpec } from './scanner.ts'

/** A thread that scans one text after the other. The time that it may take is kept by the pool, which ends the thread. */

/** Specs whose detectors are kept. */
const compiledMax = 200

const compiled = new Map<string, CompiledDetectors>()

parentPort?.on('message', ({ spec, identity, text }: ScanJob) => {
  parentPort?.postMessage(scan(identity, spec, text))
})
parentPort?.postMessage('ready' satisfies ScanReport)

function scan(identity: string, spec: DetectorSpec, text: string): ScanReport {
  try {
    const detectors = compiled.get(identity) ?? new CompiledDetectors(spec)
    if (compiled.size >= compiledMax) compiled.clear()
    compiled.set(identity, detectors)
    return { spans: detectors.scanWithin(text, Number.POSITIVE_INFINITY) ?? [] }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
