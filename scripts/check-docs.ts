import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkEnvironment } from './docs/check-environment.ts'
import { checkLinks } from './docs/check-links.ts'
import { checkNpmCommands } from './docs/check-npm-commands.ts'
import { checkPaths } from './docs/check-paths.ts'
import { checkRulePages } from './docs/check-rule-pages.ts'
import { checkTollgateCommands } from './docs/check-tollgate-commands.ts'
import { helpFromProgram } from './docs/command-help.ts'
import { loadDocumentation } from './docs/documentation.ts'
import { type Problem, printProblems } from './problem.ts'
import { loadProject } from './shape/project.ts'

/** Holds the pages against the repository: what they link to, name and tell people to type exists. */
export async function checkDocs(root: string): Promise<Problem[]> {
  const documentation = loadDocumentation(root)
  return [
    ...checkLinks(documentation),
    ...checkPaths(documentation),
    ...checkNpmCommands(documentation),
    ...(await checkTollgateCommands(documentation, helpFromProgram(root))),
    ...checkEnvironment(documentation, loadProject(root)),
    ...checkRulePages(documentation),
  ]
}

if (import.meta.main) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  process.exitCode = printProblems('check-docs', await checkDocs(root))
}
