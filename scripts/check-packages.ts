import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exactVersions } from './packages/exact-versions.ts'
import { gatewayDependencies } from './packages/gateway-dependencies.ts'
import { installScripts } from './packages/install-scripts.ts'
import { lockInStep } from './packages/lock-in-step.ts'
import { loadInstalls } from './packages/manifests.ts'
import { type Problem, printProblems } from './problem.ts'

/** Holds the package.json and lock files against the rules for dependencies. */
export function checkPackages(root: string): Problem[] {
  const rules = [exactVersions, installScripts, gatewayDependencies, lockInStep]
  return loadInstalls(root).flatMap((install) => rules.flatMap((rule) => rule(install)))
}

if (import.meta.main) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  process.exitCode = printProblems('check-packages', checkPackages(root))
}
