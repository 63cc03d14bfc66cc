import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { pages as rulePages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { type Documentation, exists } from './documentation.ts'

const repositoryPath = /^(?:packages|tests|docs|scripts|bench|\.ci)\/[^\s]*$/

/**
 * What stands in backticks and begins with a folder of the repository exists. `<name>`, `*` and `…` stand for anything,
 * `{a,b}` for either; what git ignores need not be there yet.
 */
export function checkPaths(documentation: Documentation): Problem[] {
  const ignored = ignoredFolders(documentation.root)
  return documentation.pages.flatMap((page) =>
    page.codeSpans
      .filter(({ text }) => repositoryPath.test(text))
      .flatMap(({ text, line }) =>
        alternatives(text.replace(/[#:].*$/, ''))
          .filter((path) => !ignored.some((folder) => path.startsWith(folder)) && !isThere(documentation, path))
          .map((path) => ({ path: page.path, line, message: `there is no ${path}`, page: rulePages.docs })),
      ),
  )
}

function isThere(documentation: Documentation, path: string): boolean {
  if (!/[<*…]/.test(path)) return exists(documentation, path)
  return documentation.files.some((file) => ancestors(file).some((folder) => posix.matchesGlob(folder, toGlob(path))))
}

function toGlob(path: string): string {
  return path.replace(/\/$/, '').replace(/<[^>]*>|…/g, '*')
}

function ancestors(file: string): string[] {
  const segments = file.split('/')
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'))
}

function alternatives(path: string): string[] {
  const braces = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path)
  if (braces === null) return [path]
  const [, before = '', choices = '', after = ''] = braces
  return choices.split(',').flatMap((choice) => alternatives(before + choice.trim() + after))
}

function ignoredFolders(root: string): string[] {
  try {
    const lines = readFileSync(join(root, '.gitignore'), 'utf8').split('\n')
    return lines.filter((line) => /^[\w.-]+(\/[\w.-]+)*\/$/.test(line))
  } catch {
    return []
  }
}
