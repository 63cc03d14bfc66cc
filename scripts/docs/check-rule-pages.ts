import { pages as rulePages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Documentation } from './documentation.ts'
import type { Page } from './markdown.ts'

/** The pages that messages send people to exist, with the heading and the number that the message names. */
export function checkRulePages(
  { pages }: Documentation,
  named: readonly string[] = Object.values(rulePages),
): Problem[] {
  return named.flatMap((reference) => {
    const [, path = '', heading = '', number] = /^(\S+) "([^"]+)"(?: (\d+))?$/.exec(reference) ?? []
    const page = pages.find((candidate) => candidate.path === path)
    const isThere = page !== undefined && hasSection(page, heading, number)
    const message = `the messages of npm run verify send people to ${reference}, which is not there`
    return isThere ? [] : [{ path: path || 'scripts/pages.ts', line: 1, message, page: rulePages.docs }]
  })
}

function hasSection(page: Page, heading: string, number: string | undefined): boolean {
  const index = page.headings.findIndex((candidate) => candidate.text === heading)
  const start = page.headings[index]
  if (start === undefined || number === undefined) return start !== undefined
  const end = page.headings[index + 1]?.line
  return page.text
    .split('\n')
    .slice(start.line, end)
    .some((line) => line.startsWith(`${number}. `))
}
