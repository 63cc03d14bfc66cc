import { basename } from 'node:path'
import { pages as rulePages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project, SourceFile } from '../shape/project.ts'
import type { Documentation } from './documentation.ts'

const variable = /\bTOLLGATE_[A-Z][A-Z0-9_]*[A-Z0-9]\b/g
const whole = /^TOLLGATE_[A-Z][A-Z0-9_]*[A-Z0-9]$/
const reference = 'docs/reference/environment.md'

/** Variables that pages mention are read somewhere, and those that are read stand on the reference page. */
export function checkEnvironment(documentation: Documentation, project: Project): Problem[] {
  const programs = project.sources.filter((file) => !file.isTest && !file.path.startsWith('tests/'))
  const known = new Set(
    programs.flatMap((file) => file.code.map(({ text }) => text).filter((text) => whole.test(text))),
  )
  return [...unknown(documentation, known), ...undocumented(documentation, programs)]
}

function unknown({ pages }: Documentation, known: ReadonlySet<string>): Problem[] {
  return pages.flatMap((page) =>
    page.text.split('\n').flatMap((text, index) =>
      [...new Set(text.match(variable) ?? [])]
        .filter((name) => !known.has(name))
        .map((name) => ({
          path: page.path,
          line: index + 1,
          message: `nothing reads ${name}`,
          page: rulePages.docs,
        })),
    ),
  )
}

function undocumented({ pages }: Documentation, programs: readonly SourceFile[]): Problem[] {
  const documented = new Set(pages.find((page) => page.path === reference)?.text.match(variable) ?? [])
  return programs
    .filter((file) => file.path.startsWith('packages/'))
    .flatMap((file) => [...readBy(file)].map(([name, line]) => ({ file, name, line })))
    .filter(({ name }, index, all) => !documented.has(name) && all.findIndex((other) => other.name === name) === index)
    .map(({ file, name, line }) => ({
      path: file.path,
      line,
      message: `${name} is missing on ${reference}`,
      page: rulePages.docs,
    }))
}

/** In a main.ts every name counts, elsewhere `environment.NAME`; each once, at its first line. */
function readBy(file: SourceFile): Map<string, number> {
  const read = new Map<string, number>()
  for (const [index, token] of file.code.entries()) {
    const isMember = /^\??\.$/.test(file.code[index - 1]?.text ?? '')
    if (!whole.test(token.text) || !(isMember || basename(file.path) === 'main.ts')) continue
    if (!read.has(token.text)) read.set(token.text, token.line)
  }
  return read
}
