/** The loops of a graph: every set of nodes that lead to each other, by Tarjan's algorithm, without recursion. */
export function loopsOf(count: number, next: (node: number) => readonly number[]): number[][] {
  const order = new Int32Array(count).fill(-1)
  const lowest = new Int32Array(count)
  const isOpen = new Uint8Array(count)
  const path: number[] = []
  const loops: number[][] = []
  let visited = 0
  const enter = (node: number) => {
    order[node] = lowest[node] = visited++
    isOpen[node] = 1
    path.push(node)
    return { node, ahead: [...next(node)] }
  }
  const leave = (node: number) => {
    if (lowest[node] !== order[node]) return
    const loop = path.splice(path.lastIndexOf(node))
    for (const member of loop) isOpen[member] = 0
    if (loop.length > 1 || next(node).includes(node)) loops.push(loop)
  }
  const lower = (node: number, to: number) => {
    lowest[node] = Math.min(lowest[node] ?? 0, to)
  }
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue
    const visits = [enter(root)]
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const to = visit.ahead.pop()
      if (to === undefined) {
        visits.pop()
        leave(visit.node)
        const parent = visits.at(-1)
        if (parent !== undefined) lower(parent.node, lowest[visit.node] ?? 0)
      } else if (order[to] === -1) visits.push(enter(to))
      else if (isOpen[to] === 1) lower(visit.node, order[to] ?? 0)
    }
  }
  return loops
}
