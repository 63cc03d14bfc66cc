/** Whether a UTF-16 unit is what `\s` means in a pattern: a text of a million blanks is counted a unit at a time, not a match at a time. */
export function isBlank(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d)
  return code >= 0xa0 && isBlankBeyondAscii(code)
}

/** Comparisons and not a set: a text may be a million such units, and all of them are looked at in one turn. */
function isBlankBeyondAscii(code: number): boolean {
  if (code < 0x2000) return code === 0xa0 || code === 0x1680
  if (code <= 0x200a) return true
  if (code > 0x205f) return code === 0x3000 || code === 0xfeff
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f
}
