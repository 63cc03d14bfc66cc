import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'

const mark = /\b(TODO|FIXME|XXX)\b/

/** No notes to ourselves in comments or pages: an issue keeps them, and somebody reads it. */
export function leftovers({ root, files, sources }: Project): Problem[] {
  const inCode = sources.flatMap((file) =>
    file.comments
      .filter((comment) => mark.test(comment.text))
      .map((comment) => ({ path: file.path, line: comment.line, text: comment.text })),
  )
  const inPages = files
    .filter((path) => /\.(md|ya?ml|sh)$/.test(path))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .map((text, index) => ({ path, line: index + 1, text: text.replace(/`[^`]*`/g, '') }))
        .filter(({ text }) => mark.test(text)),
    )
  return [...inCode, ...inPages].map(({ path, line, text }) => ({
    path,
    line,
    message: `${mark.exec(text)?.[0]} is for an issue, not for the code`,
    page: pages.style,
  }))
}
