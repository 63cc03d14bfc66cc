import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Problem, printProblems } from './problem.ts'
import { loadProject } from './shape/project.ts'
import { rules } from './shape/rules.ts'

/** Holds the repository against the invariants of ARCHITECTURE.md and the house style. */
export function checkShape(root: string): Problem[] {
  const project = loadProject(root)
  return rules.flatMap((rule) => rule(project))
}

if (import.meta.main) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  process.exitCode = printProblems('check-shape', checkShape(root))
}
