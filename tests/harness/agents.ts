import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The real clients from npm live in tests/agents with a lock file of their own. */

export const codexVersions = ['0.116.0', '0.142.5', '0.160.0', '0.169.0'] as const
export type CodexVersion = (typeof codexVersions)[number]

/** The script that starts Codex, as `npm install -g` would link it. */
export function codexScript(version: CodexVersion): string {
  return installed(`codex-${version}/bin/codex.js`)
}

/** A library of tests/agents, loaded by its path: the root's module resolution does not reach there. */
export async function loadAgentModule(name: string): Promise<Readonly<Record<string, unknown>>> {
  installed(name)
  const resolve = createRequire(new URL('../agents/package.json', import.meta.url)).resolve
  return import(pathToFileURL(resolve(name)).href)
}

function installed(path: string): string {
  const file = fileURLToPath(new URL(`../agents/node_modules/${path}`, import.meta.url))
  if (!existsSync(file)) throw new Error('the real agents are not installed: run `npm ci` in tests/agents')
  return file
}
