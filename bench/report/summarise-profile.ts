/** What is read of a `.cpuprofile` file (Chrome DevTools protocol, Profiler.Profile): times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export interface ProfileRow {
  readonly name: string
  /** Share of the time in which the process was not idle, in percent. */
  readonly percent: number
}

/** Self time by function and by the file or package it belongs to, largest first. */
export function summariseProfile(profile: CpuProfile): {
  readonly functions: ProfileRow[]
  readonly places: ProfileRow[]
} {
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
  const functions = new Map<string, number>()
  const places = new Map<string, number>()
  let busy = 0
  for (const [index, id] of profile.samples.entries()) {
    const frame = frames.get(id)
    const time = profile.timeDeltas[index] ?? 0
    if (frame === undefined || frame.functionName === '(idle)') continue
    busy += time
    const place = placeOf(frame.url)
    const line = frame.url === '' ? '' : `:${frame.lineNumber + 1}`
    add(functions, `${frame.functionName || '(anonymous)'}  ${place}${line}`.trim(), time)
    add(places, frame.url === '' ? frame.functionName.replace(/^[^(].*/, '(native)') : place, time)
  }
  return { functions: rows(functions, busy), places: rows(places, busy) }
}

/** `gateway/src/server/handler.ts`, `undici/lib/core/util.js`, `node:net`. */
function placeOf(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^file:.*\/packages\//, '')
}

function add(sums: Map<string, number>, name: string, time: number): void {
  sums.set(name, (sums.get(name) ?? 0) + time)
}

function rows(sums: ReadonlyMap<string, number>, busy: number): ProfileRow[] {
  return [...sums]
    .map(([name, time]) => ({ name, percent: busy === 0 ? 0 : (time / busy) * 100 }))
    .toSorted((a, b) => b.percent - a.percent)
}
