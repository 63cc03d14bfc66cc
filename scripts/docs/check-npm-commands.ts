import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pages as rulePages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Documentation } from './documentation.ts'
import { commandsOf } from './shell-words.ts'

const lifecycle = new Set(['start', 'stop', 'restart', 'test', 't'])

/** `npm run x`, `npm start` and `npm test` in the pages are scripts of package.json; `npm ci` and its like are npm's own. */
export function checkNpmCommands({ root, pages }: Documentation): Problem[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts?: Record<string, string> }
  const scripts = new Set(Object.keys(manifest.scripts ?? {}))
  return pages.flatMap((page) =>
    commandsOf(page, /^npm$/).flatMap(({ words, line }) => {
      const name = scriptName(words.slice(1))
      if (name === null || scripts.has(name)) return []
      return [{ path: page.path, line, message: `package.json has no script ${name}`, page: rulePages.docs }]
    }),
  )
}

function scriptName(words: readonly string[]): string | null {
  const [command, name] = words.filter((word) => !word.startsWith('-'))
  if (command === 'run' || command === 'run-script') return name === undefined || /[…<*]/.test(name) ? null : name
  if (command === undefined || !lifecycle.has(command)) return null
  return command === 't' ? 'test' : command
}
