import { anyTypes } from './any-types.ts'
import { catching } from './catching.ts'
import { declaredImports } from './declared-imports.ts'
import { defaultExports } from './default-exports.ts'
import { fileLength } from './file-length.ts'
import { fileNames } from './file-names.ts'
import { leftovers } from './leftovers.ts'
import { machinePaths } from './machine-paths.ts'
import { nonNull } from './non-null.ts'
import { packageImports } from './package-imports.ts'
import { pipelineNames } from './pipeline-names.ts'
import { policyFolders } from './policy-folders.ts'
import { processEnvironment } from './process-environment.ts'
import { reservedImports } from './reserved-imports.ts'
import type { Rule } from './rule.ts'
import { siblingImports } from './sibling-imports.ts'
import { silencedTests } from './silenced-tests.ts'
import { sseData } from './sse-data.ts'
import { valueCycles } from './value-cycles.ts'

/** The invariants of ARCHITECTURE.md first, then the house style. */
export const rules: readonly Rule[] = [
  packageImports,
  declaredImports,
  siblingImports,
  pipelineNames,
  valueCycles,
  processEnvironment,
  catching,
  sseData,
  reservedImports,
  policyFolders,
  anyTypes,
  nonNull,
  fileNames,
  fileLength,
  leftovers,
  defaultExports,
  silencedTests,
  machinePaths,
]
