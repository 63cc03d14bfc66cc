import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export type TestKind = 'unit' | 'conformance' | 'e2e' | 'long'

/** Where tests lie; `tests/agents` and every node_modules are other people's. */
const places = ['packages', 'scripts', 'bench', 'tests']
const foreign = new Set(['node_modules', 'agents', 'fixtures'])

export function isTestKind(word: string): word is TestKind {
  return word === 'unit' || word === 'conformance' || word === 'e2e' || word === 'long'
}

/** The test files of a kind, as sorted paths from the root. */
export function findTestFiles(root: string, kind: TestKind): string[] {
  return places
    .flatMap((place) => walk(root, place))
    .filter((file) => kindOf(file) === kind)
    .sort()
}

function kindOf(file: string): TestKind {
  if (!file.startsWith('tests/')) return 'unit'
  if (file.includes('/long/')) return 'long'
  if (file.startsWith('tests/conformance/')) return 'conformance'
  // The fake provider is a tool of the others and is tested like one.
  return file.startsWith('tests/fake-provider/') ? 'unit' : 'e2e'
}

function walk(root: string, folder: string): string[] {
  const entries = readFolder(join(root, folder))
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return foreign.has(entry.name) || entry.name.startsWith('.') ? [] : walk(root, path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
