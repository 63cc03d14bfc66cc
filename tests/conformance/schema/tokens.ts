const token = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|=>|[\w$]+|[^\s\w]/g

/** The words and signs of TypeScript declarations, without comments. */
export function tokenise(text: string): string[] {
  return [...text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').matchAll(token)].map(([match]) => match)
}
