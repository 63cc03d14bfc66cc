/** Takes the items one after the other; a promise comes back only where a step gave one. Ends early with what a step returned. */
export function inOrder<T, R>(
  items: readonly T[],
  step: (item: T) => R | undefined | Promise<R | undefined>,
  from = 0,
): R | undefined | Promise<R | undefined> {
  for (let index = from; index < items.length; index++) {
    const result = step(items[index] as T)
    if (result instanceof Promise)
      return result.then((settled) => (settled === undefined ? inOrder(items, step, index + 1) : settled))
    if (result !== undefined) return result
  }
  return undefined
}
