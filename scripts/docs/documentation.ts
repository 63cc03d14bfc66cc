import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listRepositoryFiles } from '../repository-files.ts'
import { type Page, parsePage } from './markdown.ts'

/** All pages, and the files that they may speak of. */
export interface Documentation {
  readonly root: string
  readonly files: readonly string[]
  readonly pages: readonly Page[]
}

/** The pages at the root, all of docs/, and every README.md. */
export function loadDocumentation(root: string): Documentation {
  const files = listRepositoryFiles(root)
  const paths = files.filter(
    (path) => /^([^/]+|docs\/.+|(.+\/)?README)\.md$/.test(path) && !path.includes('/fixtures/'),
  )
  return { root, files, pages: paths.map((path) => parsePage(path, readFileSync(join(root, path), 'utf8'))) }
}

/** Is this a file of the repository, or a folder with files? */
export function exists({ files }: Documentation, path: string): boolean {
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`
  return files.some((file) => file === path || file.startsWith(folder))
}
