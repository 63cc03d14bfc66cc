/** What is looked at in the bodies of a gateway, each of them as untrusted as any other. */

/** The sentence of an error in OpenAI's form; null when there is none. */
export function errorMessage(body: unknown): string | null {
  const message = property(property(body, 'error'), 'message')
  return typeof message === 'string' ? message : null
}

export function errorCode(body: unknown): string | null {
  const code = property(property(body, 'error'), 'code')
  return typeof code === 'string' ? code : null
}

/** How many models a list names; null when it is no list. */
export function modelCount(body: unknown): number | null {
  const data = property(body, 'data')
  return Array.isArray(data) ? data.length : null
}

export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
