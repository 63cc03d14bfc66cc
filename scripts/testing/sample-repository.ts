import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { loadProject } from '../shape/project.ts'
import type { Rule } from '../shape/rule.ts'

/** Files by their path from the root. */
export type SampleFiles = Readonly<Record<string, string>>

/** A small repository in a temporary folder, gone after the test. */
export function sampleRepository(t: TestContext, files: SampleFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-sample-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** What a rule objects to in a sample, as `path:line`. */
export function objectionsOf(t: TestContext, rule: Rule, files: SampleFiles): string[] {
  return rule(loadProject(sampleRepository(t, files))).map(({ path, line }) => `${path}:${line}`)
}
