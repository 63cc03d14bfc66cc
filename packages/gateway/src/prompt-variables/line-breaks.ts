/**
 * A text that was written on one line with `\n` for its line breaks, as guides print such texts, gets real ones. One that has a real line
 * break says what it means; `\\n` is for who wants the two characters in a single line.
 */
export function withLineBreaks(text: string): string {
  if (/[\r\n]/.test(text)) return text
  return text.replace(/\\(\\?)n/g, (_, escaped: string) => (escaped === '' ? '\n' : '\\n'))
}
