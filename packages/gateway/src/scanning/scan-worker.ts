import { parentPort } from 'node:worker_threads'
import { anyValidObject } from '../json-schema/any-valid-object.ts'
import { compileJsonSchema, type JsonSchema } from '../json-schema/json-schema.ts'
import { CompiledDetectors } from './detector-set.ts'
import { packLook } from './packed-look.ts'
import type { LookJob, ScanJob, ScanReport, SchemaJob } from './scan-pool.ts'

/** A thread that scans one text after the other. The time that it may take is kept by the pool, which ends the thread. */

/** Specs whose detectors are kept, and schemas. */
const compiledMax = 200

const compiled = new Map<string, CompiledDetectors>()
const schemas = new Map<string, JsonSchema>()

parentPort?.on('message', (job: ScanJob) => {
  parentPort?.postMessage(run(job))
})
parentPort?.postMessage('ready' satisfies ScanReport)

function run(job: ScanJob): ScanReport {
  try {
    return { result: job.kind === 'look' ? look(job) : hasValidObject(job) }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

function look({ identity, spec, coming }: LookJob) {
  const detectors = kept(compiled, identity, () => new CompiledDetectors(spec))
  return packLook(detectors.lookWithin(coming, Number.POSITIVE_INFINITY) ?? { spans: [], open: coming.from })
}

function hasValidObject({ schema, texts }: SchemaJob): boolean {
  return anyValidObject(
    kept(schemas, schema, () => compileJsonSchema(schema)),
    texts,
  )
}

function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  const made = known.get(key) ?? make()
  if (known.size >= compiledMax) known.clear()
  known.set(key, made)
  return made
}
