/** Of what a service gives as its reason. */
const reasonCharactersMax = 300

/** One line that ends with a full stop: what a service said, as it can stand in a sentence of ours. */
export function plainSentence(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, reasonCharactersMax)
    .toWellFormed()
  return /[.!?]$/.test(line) ? line : `${line}.`
}
