import { pages } from '../pages.ts'
import type { Problem } from '../problem.ts'
import { importTarget } from './import-target.ts'
import type { Project } from './project.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** No ring of value imports: each ring is reported once. Type imports vanish at run time and may go both ways. */
export function valueCycles({ sources }: Project): Problem[] {
  const paths = new Set(sources.map((file) => file.path))
  const graph: Graph = new Map(
    sources.map((file) => [
      file.path,
      file.imports
        .filter((found) => found.kind === 'value')
        .map((found) => importTarget(file.path, found.specifier))
        .flatMap((target) => (target.kind === 'file' && paths.has(target.path) ? [target.path] : [])),
    ]),
  )
  return findRings(graph).map((ring) => ({
    path: ring[0] ?? '',
    line: 1,
    message: `the imports form a ring: ${[...ring, ring[0]].join(' → ')}`,
    page: pages.cycles,
  }))
}

/** Depth first; an edge back into the path that is being walked closes a ring. */
function findRings(graph: Graph): string[][] {
  const rings = new Map<string, string[]>()
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (path: string) => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      const ring = fromSmallest(trail.slice(at))
      rings.set(ring.join(), ring)
    }
    if (at !== -1 || done.has(path)) return
    trail.push(path)
    for (const next of graph.get(path) ?? []) visit(next)
    trail.pop()
    done.add(path)
  }
  for (const path of graph.keys()) visit(path)
  return [...rings.values()]
}

function fromSmallest(ring: readonly string[]): string[] {
  const start = ring.indexOf([...ring].sort()[0] ?? '')
  return [...ring.slice(start), ...ring.slice(0, start)]
}
