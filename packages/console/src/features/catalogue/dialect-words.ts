/** What an API speaks, as agents and libraries call it. */
const words: Readonly<Record<string, string>> = {
  'openai-responses': 'Responses',
  'openai-chat': 'Chat Completions',
}

export function dialectWords(dialects: readonly string[]): string {
  const known = dialects.flatMap((dialect) => words[dialect] ?? [])
  return known.length === 0 ? 'other calls' : known.join(' and ')
}
