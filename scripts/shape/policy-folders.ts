import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'

const folder = 'packages/gateway/src/policies'
const list = `${folder}/index.ts`

/** A policy is its folder, with the same four files in each, and one line in the list. */
export function policyFolders({ files, sources }: Project): Problem[] {
  const names = new Set(files.flatMap((path) => new RegExp(`^${folder}/([^/]+)/`).exec(path)?.[1] ?? []))
  const listed = sources.find((file) => file.path === list)?.imports.map((found) => found.specifier) ?? []
  return [...names].flatMap((name) => {
    const missing = ['schema.ts', `${name}.ts`, `${name}.test.ts`, 'README.md']
      .map((file) => `${folder}/${name}/${file}`)
      .filter((path) => !files.includes(path))
      .map((path) => objection(path, `the policy ${name} lacks this file`))
    const lines = listed.filter((specifier) => specifier === `./${name}/${name}.ts`).length
    return lines === 1 ? missing : [...missing, objection(list, `the policy ${name} has ${lines} lines here, not one`)]
  })
}

function objection(path: string, message: string): Problem {
  return { path, line: 1, message, page: pages.policies }
}
