import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRepositoryFiles } from '../repository-files.ts'
import { findImports, type Import } from '../source/imports.ts'
import type { Token } from '../source/token.ts'
import { tokenize } from '../source/tokenize.ts'

/** One file of code, as the rules see it. */
export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
  /** Without comments. */
  readonly code: readonly Token[]
  readonly comments: readonly Token[]
  readonly imports: readonly Import[]
  /**
   * A test or what only tests use: a suite run over several implementations (`*.contract.ts`), a table of cases
   * (`*.corpus.ts`), helpers of tests (`testing/`, `stand-ins/`).
   */
  readonly isTest: boolean
}

export interface Project {
  readonly root: string
  /** All files of the repository, fixtures included. */
  readonly files: readonly string[]
  readonly sources: readonly SourceFile[]
  /** The dependencies that each package.json declares, by its folder ('' for the root). */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>
}

export function loadProject(root: string): Project {
  const files = listRepositoryFiles(root)
  return {
    root,
    files,
    sources: files.filter(isSource).map((path) => loadSource(root, path)),
    dependencies: new Map(files.filter(isManifest).map((path) => [folderOf(path), declared(root, path)])),
  }
}

function loadSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const tokens = tokenize(text, { jsx: path.endsWith('x') })
  return {
    path,
    text,
    code: tokens.filter((token) => token.kind !== 'comment'),
    comments: tokens.filter((token) => token.kind === 'comment'),
    imports: findImports(tokens),
    isTest:
      path.startsWith('tests/') || /\/(stand-ins|testing)\//.test(path) || /\.(test|contract|corpus)\.tsx?$/.test(path),
  }
}

function isSource(path: string): boolean {
  return /\.(ts|tsx|mts|mjs|js)$/.test(path) && !path.includes('/fixtures/')
}

function isManifest(path: string): boolean {
  return path === 'package.json' || (path.endsWith('/package.json') && !path.includes('/fixtures/'))
}

function folderOf(manifest: string): string {
  return manifest.slice(0, -'/package.json'.length)
}

function declared(root: string, path: string): Set<string> {
  const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
  return new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})))
}
