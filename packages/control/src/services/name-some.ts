const namedMax = 5

/** `A, B and 3 more`: what is in the way, without a sentence that nobody reads to its end. */
export function nameSome(names: readonly string[]): string {
  if (names.length <= namedMax) return names.join(', ')
  return `${names.slice(0, namedMax).join(', ')} and ${names.length - namedMax} more`
}
