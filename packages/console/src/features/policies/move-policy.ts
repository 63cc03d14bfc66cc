/** The order with one of them in front of another; undefined: at the end. */
export function movedBefore(ids: readonly string[], moved: string, before: string | undefined): string[] {
  if (moved === before) return [...ids]
  const others = ids.filter((id) => id !== moved)
  const place = before === undefined ? -1 : others.indexOf(before)
  return place === -1 ? [...others, moved] : others.toSpliced(place, 0, moved)
}

/**
 * The order after a step up or down among those that are shown together, which need not be all: the others keep their places as far as they can.
 * undefined: it is the first or the last of them.
 */
export function movedBy(
  ids: readonly string[],
  { moved, shown, steps }: { readonly moved: string; readonly shown: readonly string[]; readonly steps: 1 | -1 },
): string[] | undefined {
  const neighbour = shown[shown.indexOf(moved) + steps]
  if (neighbour === undefined) return undefined
  if (steps === -1) return movedBefore(ids, moved, neighbour)
  const others = ids.filter((id) => id !== moved)
  return others.toSpliced(others.indexOf(neighbour) + 1, 0, moved)
}
