type Fields = Readonly<Record<string, unknown>>

/**
 * A configuration with the lines of an example put in, as a person would: what has a name is found by it and changed where the
 * example says something, or added where it is new. Any other list is replaced, and so is a reference to a secret.
 */
export function mergeConfig(config: Fields, example: Fields): Fields {
  const merged = Object.entries(example).map(([field, value]) => [field, mergeValue(config[field], value)])
  return { ...config, ...Object.fromEntries(merged) }
}

function mergeValue(before: unknown, example: unknown): unknown {
  if (isFields(before) && isFields(example) && !isSecret(example)) return mergeConfig(before, example)
  if (!isNamedList(before) || !isNamedList(example)) return example
  const isMeant = (item: Fields) => example.some(({ name }) => name === item.name)
  const changed = before
    .filter(isMeant)
    .map((item) => mergeConfig(item, example.find(({ name }) => name === item.name) ?? {}))
  const added = example.filter(({ name }) => !before.some((item) => item.name === name))
  return [...before.filter((item) => !isMeant(item)), ...changed, ...added]
}

function isSecret(value: Fields): boolean {
  return 'env' in value || 'file' in value
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNamedList(value: unknown): value is readonly Fields[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => isFields(item) && typeof item.name === 'string')
  )
}
