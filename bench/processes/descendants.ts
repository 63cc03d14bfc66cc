import { readdirSync, readFileSync } from 'node:fs'
import { parseParent } from '../measure/process-usage.ts'

export interface Descendant {
  readonly pid: number
  readonly commandLine: string
}

/** Children of a process, their children and so on, from /proc. */
export function descendantsOf(ancestor: number): Descendant[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readProc(entry, 'stat') : ''
    if (stat !== '') parents.set(Number(entry), parseParent(stat))
  }
  const found: Descendant[] = []
  for (const pid of parents.keys()) {
    if (!descends(pid, ancestor, parents)) continue
    found.push({ pid, commandLine: readProc(String(pid), 'cmdline').replaceAll('\0', ' ').trim() })
  }
  return found
}

function descends(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === ancestor) return true
  }
  return false
}

/** Empty where the process is gone by now. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
