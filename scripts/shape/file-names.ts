import { basename } from 'node:path'
import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import type { Project } from './project.ts'

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
const drawer = /^(.*-)?(utils?|helpers?|misc|common|shared|stuff)(\.|$)/

/** Files are named in kebab-case after what they export; a name that says nothing gathers everything. */
export function fileNames({ sources }: Project): Problem[] {
  return sources.flatMap(({ path }) => {
    const message = objection(path)
    return message === null ? [] : [{ path, line: 1, message, page: pages.style }]
  })
}

function objection(path: string): string | null {
  const name = basename(path)
  const vague = path.split('/').find((segment) => drawer.test(segment))
  if (vague !== undefined) return `${vague} says nothing: name the file after the thing it exports`
  if (name === 'types.ts' && !path.startsWith('packages/contract/')) return 'no types.ts: name the contract it holds'
  const mayIndex = path === 'packages/gateway/src/policies/index.ts' || path.startsWith('packages/console/')
  if (/^index\.[a-z]+$/.test(name) && !mayIndex) return 'no index file but policies/index.ts: import directly'
  return kebab.test(name) ? null : 'file names are kebab-case'
}
