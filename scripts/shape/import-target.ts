import { builtinModules } from 'node:module'
import { posix } from 'node:path'

/** What an import specifier stands for. */
export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string; readonly relative: boolean }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: string }

/** Resolves by the conventions of this repository: direct paths, and `@tollgate/x/y` for packages/x/src/y.ts. */
export function importTarget(from: string, specifier: string): ImportTarget {
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.join(posix.dirname(from), specifier), relative: true }
  }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return { kind: 'builtin', name: specifier.replace(/^node:/, '') }
  }
  const own = /^@tollgate\/([^/]+)\/(.+)$/.exec(specifier)
  if (own) return { kind: 'file', path: `packages/${own[1]}/src/${own[2]}.ts`, relative: false }
  const segments = specifier.split('/')
  return { kind: 'package', name: segments.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

/** The workspace package that a file belongs to: `gateway` for packages/gateway/src/main.ts. */
export function packageOf(path: string): string | null {
  return /^packages\/([^/]+)\//.exec(path)?.[1] ?? null
}
