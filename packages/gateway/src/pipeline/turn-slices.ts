/** What one piece of work may take of the event loop before other calls have their turn. */
const sliceMsMax = 10
/** Steps that are done before the clock is looked at. */
const uncheckedSteps = 32

/** One step for each item, in order. A promise comes back only where they take longer than a slice: other calls have their turn between slices. */
export function inSlices<T>(items: readonly T[], step: (item: T) => void): undefined | Promise<void> {
  const next = runSlice(items, 0, step)
  return next === items.length ? undefined : goOn(items, next, step)
}

async function goOn<T>(items: readonly T[], from: number, step: (item: T) => void): Promise<void> {
  for (let next = from; next < items.length; ) {
    await new Promise((resolve) => setImmediate(resolve))
    next = runSlice(items, next, step)
  }
}

/** The first item that was not dealt with. */
function runSlice<T>(items: readonly T[], from: number, step: (item: T) => void): number {
  const begunAt = performance.now()
  for (let index = from; index < items.length; index++) {
    const isDue = index > from && (index - from) % uncheckedSteps === 0
    if (isDue && performance.now() - begunAt > sliceMsMax) return index
    step(items[index] as T)
  }
  return items.length
}
