const mask = '*****'
const depthMax = 40
const bodyBytesMax = 100_000

/** Names are compared without regard to case. */
export function maskedHeaders(
  headers: Readonly<Record<string, string>>,
  masked: readonly string[],
): Readonly<Record<string, string>> {
  const names = lowerCased(masked)
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, names.has(name.toLowerCase()) ? mask : value]),
  )
}

/** A kept body with the values of the named fields masked, at any depth. undefined: it is no JSON, or too large to be sent. */
export function maskedBody(body: string, fields: readonly string[]): unknown {
  if (Buffer.byteLength(body) > bodyBytesMax) return undefined
  try {
    return masked(JSON.parse(body), lowerCased(fields), 0)
  } catch {
    return undefined
  }
}

function masked(value: unknown, fields: ReadonlySet<string>, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  // Deeper than anything a client of models sends.
  if (depth >= depthMax) return mask
  if (Array.isArray(value)) return value.map((one) => masked(one, fields, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      fields.has(name.toLowerCase()) ? mask : masked(inner, fields, depth + 1),
    ]),
  )
}

function lowerCased(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()))
}
