/** Takes the items one after the other; a promise comes back only where a step gave one. Ends early with what a step returned. */
export function inOrder<T, R>(
  items: readonly T[],
  step: (item: T) => R | undefined | Promise<R | undefined>,
): R | undefined | Promise<R | undefined> {
  for (let index = 0; index < items.length; index++) {
    const result = step(items[index] as T)
    if (result instanceof Promise) return goOn(items, step, { result, from: index + 1 })
    if (result !== undefined) return result
  }
  return undefined
}

/** One promise for all that follows: a chain of as many as there are items would be settled in one turn of the loop. */
async function goOn<T, R>(
  items: readonly T[],
  step: (item: T) => R | undefined | Promise<R | undefined>,
  { result, from }: { readonly result: Promise<R | undefined>; readonly from: number },
): Promise<R | undefined> {
  const first = await result
  if (first !== undefined) return first
  for (let index = from; index < items.length; index++) {
    const next = step(items[index] as T)
    const settled = next instanceof Promise ? await next : next
    if (settled !== undefined) return settled
  }
  return undefined
}
