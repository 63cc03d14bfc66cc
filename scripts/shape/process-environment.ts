import { basename } from 'node:path'
import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { packageOf } from './import-target.ts'
import type { Project, SourceFile } from './project.ts'
import { findSequence } from './token-sequence.ts'

/** In packages, the environment is read once, in main.ts, and handed on as values. Bin files, tests and scripts are free. */
export function processEnvironment({ sources }: Project): Problem[] {
  return sources.filter(isBound).flatMap((file) =>
    linesThatRead(file).map((line) => ({
      path: file.path,
      line,
      message: 'only main.ts reads process.env: take the value as a parameter',
      page: pages.cycles,
    })),
  )
}

function isBound(file: SourceFile): boolean {
  if (packageOf(file.path) === null || file.isTest) return false
  return basename(file.path) !== 'main.ts' && !/^packages\/[^/]+\/bin\//.test(file.path)
}

function linesThatRead({ code, imports }: SourceFile): number[] {
  const members = findSequence(code, ['process', /^\??\.$/, 'env']).map((index) => code[index]?.line ?? 1)
  const indexed = findSequence(code, ['process', '['])
    .filter((index) => code[index + 2]?.text === 'env')
    .map((index) => code[index]?.line ?? 1)
  const destructured = findSequence(code, ['}', '=', 'process'])
    .filter((index) => code[index + 3]?.text !== '.')
    .filter((index) => code.slice(Math.max(0, index - 20), index).some((token) => token.text === 'env'))
    .map((index) => code[index]?.line ?? 1)
  const imported = imports
    .filter(({ specifier, names }) => /^(node:)?process$/.test(specifier) && names.includes('env'))
    .map(({ line }) => line)
  return [...members, ...indexed, ...destructured, ...imported]
}
