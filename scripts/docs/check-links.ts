import { posix } from 'node:path'
import { pages as rulePages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { type Documentation, exists } from './documentation.ts'
import type { Page } from './markdown.ts'

/** Links inside the repository lead to a file or folder that exists, and their anchors to a heading. */
export function checkLinks(documentation: Documentation): Problem[] {
  return documentation.pages.flatMap((page) =>
    page.links
      .filter(({ text }) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(text))
      .flatMap(({ text, line }) => {
        const message = objection(documentation, page, text)
        return message === null ? [] : [{ path: page.path, line, message, page: rulePages.docs }]
      }),
  )
}

function objection(documentation: Documentation, page: Page, link: string): string | null {
  const [target = '', anchor] = link.split('#', 2)
  const path = target === '' ? page.path : resolve(page.path, decodeURIComponent(target))
  if (!exists(documentation, path)) return `the link ${link} leads to nothing: there is no ${path}`
  const other = documentation.pages.find((candidate) => candidate.path === path)
  if (anchor === undefined || other === undefined || other.anchors.has(decodeURIComponent(anchor))) return null
  return `the link ${link} leads to a heading that ${path} does not have`
}

function resolve(from: string, target: string): string {
  const joined = target.startsWith('/') ? posix.normalize(target.slice(1)) : posix.join(posix.dirname(from), target)
  return joined === './' || joined === '.' ? '' : joined
}
