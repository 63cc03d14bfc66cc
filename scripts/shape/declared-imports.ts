import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { importTarget } from './import-target.ts'
import type { Project, SourceFile } from './project.ts'

/**
 * What a file imports is declared in its own package.json; tests and scripts may use any package of the workspaces. npm hoists everything into
 * one node_modules, so an undeclared import works here and breaks for whoever installs the package alone.
 */
export function declaredImports(project: Project): Problem[] {
  return project.sources.flatMap((file) => {
    const declared = declaredFor(project, file)
    return file.imports.flatMap(({ specifier, line }) => {
      const target = importTarget(file.path, specifier)
      const name = target.kind === 'package' ? target.name : ownPackage(specifier)
      if (target.kind === 'builtin' || name === null || declared.names.has(name)) return []
      const message = `${name} is not a dependency in ${declared.manifest}`
      return [{ path: file.path, line, message, page: pages.dependencies }]
    })
  })
}

function ownPackage(specifier: string): string | null {
  return /^@tollgate\/[^/]+/.exec(specifier)?.[0] ?? null
}

function declaredFor({ dependencies }: Project, file: SourceFile) {
  const folders = [...dependencies.keys()]
  const above = folders.filter((folder) => folder === '' || file.path.startsWith(`${folder}/`))
  const nearest = above.reduce((a, b) => (b.length > a.length ? b : a), '')
  const manifest = nearest === '' ? 'package.json' : `${nearest}/package.json`
  if (file.path.startsWith('packages/') && !file.isTest) return { names: dependenciesOf(nearest), manifest }
  // What crosses packages may use what the workspaces brought, and the workspaces themselves.
  const workspaces = folders.filter((folder) => folder.startsWith('packages/'))
  const own = workspaces.map((folder) => folder.replace(/^packages\//, '@tollgate/'))
  return {
    names: new Set([...above, ...workspaces].flatMap((folder) => [...dependenciesOf(folder)]).concat(own)),
    manifest,
  }

  function dependenciesOf(folder: string): ReadonlySet<string> {
    return dependencies.get(folder) ?? new Set()
  }
}
