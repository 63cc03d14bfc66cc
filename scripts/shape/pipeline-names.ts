import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { importTarget } from './import-target.ts'
import type { Project, SourceFile } from './project.ts'

const pipeline = 'packages/gateway/src/pipeline/'
const named = /^packages\/gateway\/src\/(?:policies|protocols)\/([^/]+)\//

/** What is spelled like a policy, and is a header. */
const headers: ReadonlySet<string> = new Set(['content-length'])

/** The pipeline runs policies and protocols without knowing which there are: it neither imports nor spells one. */
export function pipelineNames({ sources, files }: Project): Problem[] {
  const names = new Set(files.flatMap((path) => named.exec(path)?.[1] ?? []).filter((name) => !headers.has(name)))
  return sources
    .filter((file) => file.path.startsWith(pipeline) && !file.isTest)
    .flatMap((file) => [...imported(file), ...spelled(file, names)])
}

function imported(file: SourceFile): Problem[] {
  return file.imports.flatMap(({ specifier, line }) => {
    const target = importTarget(file.path, specifier)
    const name = target.kind === 'file' ? named.exec(target.path)?.[1] : undefined
    return name === undefined ? [] : [objection(file, line, `the pipeline must not import ${name}`)]
  })
}

function spelled(file: SourceFile, names: ReadonlySet<string>): Problem[] {
  return file.code
    .filter((token) => (token.kind === 'string' || token.kind === 'template') && names.has(token.text))
    .map((token) => objection(file, token.line, `the pipeline must not know '${token.text}' by name`))
}

function objection(file: SourceFile, line: number, what: string): Problem {
  return {
    path: file.path,
    line,
    message: `${what}: it gets its policies and protocols handed in`,
    page: pages.siblings,
  }
}
