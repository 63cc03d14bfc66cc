import { basename } from 'node:path'
import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Import } from '../source/imports.ts'
import { importTarget, packageOf } from './import-target.ts'
import type { Project, SourceFile } from './project.ts'

/** What policies are made of, and what decides over quotas, which the simulator plays (control/src/simulation). */
const pureParts =
  /^((policies|protocols|pipeline|scanning|external|url-check|pricing)\/|counters\/(memory|counter-store|window|wall-clock)\.|quota\/(call-limits|amounts|quota-refusal)\.|usage\/(usage-files|sealed-line|plan-models)\.)/

/** Which packages a package may import, and which folders of their `src`. */
const allowed: Record<string, Record<string, RegExp>> = {
  contract: {},
  gateway: { contract: /./ },
  control: { contract: /./, gateway: pureParts },
  console: { contract: /./ },
  cli: { contract: /./ },
}

/** Who may import what between packages; nobody imports tests, and nobody imports a main. */
export function packageImports({ sources }: Project): Problem[] {
  return sources.flatMap((file) =>
    file.imports.flatMap((found) => {
      const message = objection(file, found)
      const page = message?.includes('main.ts') ? pages.cycles : pages.structure
      return message === null ? [] : [{ path: file.path, line: found.line, message, page }]
    }),
  )
}

function objection(file: SourceFile, { specifier }: Import): string | null {
  const target = importTarget(file.path, specifier)
  const self = packageOf(file.path)
  if (target.kind !== 'file') {
    if (self !== 'contract' || file.isTest || (target.kind === 'package' && target.name === 'zod')) return null
    return `contract imports nothing but zod, not ${specifier}`
  }
  if (basename(target.path) === 'main.ts') return `nobody imports a main.ts: it is started, not called (${specifier})`
  if (target.path.startsWith('tests/') && !/^(tests|bench)\//.test(file.path)) {
    return `nobody imports tests (${specifier}): move the test that needs it to tests/`
  }
  return self === null ? null : crossing(self, target.path, target.relative)
}

function crossing(self: string, path: string, relative: boolean): string | null {
  const other = packageOf(path)
  if (other === self) return null
  if (other === null) return `a package imports nothing outside of packages/ (${path})`
  const folders = allowed[self]?.[other]
  if (folders === undefined) return `${self} must not import ${other}`
  const inside = path.slice(`packages/${other}/src/`.length)
  if (!folders.test(inside)) return `${self} may import only ${folders.source} of ${other}, not ${inside}`
  return relative
    ? `across packages import @tollgate/${other}/${inside.replace(/\.ts$/, '')}, not a relative path`
    : null
}
