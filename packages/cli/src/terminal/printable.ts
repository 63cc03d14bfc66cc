const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** Text of others for a terminal: one line, and nothing in it that moves the cursor or repaints. */
export function printable(text: string, lengthMax = 500): string {
  const line = text.replace(invisible, ' ').trim()
  return line.length > lengthMax ? `${line.slice(0, lengthMax - 1)}…` : line
}
