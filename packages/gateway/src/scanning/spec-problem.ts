import { CompiledDetectors } from './detector-set.ts'
import type { DetectorSpec } from './scanner.ts'

/** What is wrong with detectors together, for the check when they are saved; undefined where they can run. */
export function specProblem(spec: DetectorSpec): string | undefined {
  if (spec.builtIn.length === 0 && spec.custom.length === 0)
    return 'There is nothing to look for: name an entity or a pattern.'
  try {
    new CompiledDetectors(spec)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
