/** What tells a secret from what only stands where one could. */

/** Bits per character of the text's own distribution. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits
}

/** Letters and digits mixed as only a generator does; not a name, a path, a variable or a date. */
export function isHighEntropy(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false
  if (/^(?:https?:|\.{0,2}\/|\$|%|process\.env|import\.meta)|\$\{|example|placeholder|xxxx|\*\*\*|\.{3}/i.test(value))
    return false
  if (/^[a-z]+(?:[A-Z][a-z]+|[_.-][a-z]+)*\d{0,4}$/.test(value)) return false
  return entropyOf(value) >= (/^[0-9a-f-]+$/i.test(value) ? 3 : 3.5)
}

/** The first part of a JSON Web Token says how it is signed. */
export function isTokenHeader(value: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(value.slice(0, value.indexOf('.')), 'base64url').toString())
    return typeof header === 'object' && header !== null && ('alg' in header || 'typ' in header)
  } catch {
    return false
  }
}

/** Of a URL: not a variable, and not what every local database has. */
export function isRealPassword(value: string, { text, start }: { text: string; start: number }): boolean {
  if (/^(?:[$%{[*]|x{3,}$|\.{2,}|\d{1,5}\/)/i.test(value) || /\$\{|\{\{/.test(value)) return false
  if (/^(?:pass(?:word|wd)?|pwd|secret|postgres|root|admin|user|test|example|changeme|guest|token|key)$/i.test(value))
    return false
  const user = /([^:/]*):$/.exec(text.slice(Math.max(0, start - 64), start))?.[1]
  return user !== value
}
