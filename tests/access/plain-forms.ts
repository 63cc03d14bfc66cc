/** The forms in which a secret can lie about without being encrypted, by name. */
export function plainForms(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  return new Map([
    ['plain text', secret],
    ['JSON text', JSON.stringify(secret).slice(1, -1)],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['URL-encoded', encodeURIComponent(secret)],
    ['form-encoded', new URLSearchParams({ '': secret }).toString().slice(1)],
    ...[0, 1, 2].flatMap((shift) => base64Forms(bytes, shift)),
  ])
}

/** As a part of something longer it begins at any of three places in a group of four characters. */
function base64Forms(bytes: Buffer, shift: number): [string, string][] {
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
  // The groups at its ends hold bits of what is before and behind it.
  const inner = (text: string) => text.slice(shift === 0 ? 0 : 4, Math.floor(shifted.length / 3) * 4)
  return [
    [`base64 + ${shift}`, inner(shifted.toString('base64'))],
    [`base64url + ${shift}`, inner(shifted.toString('base64url'))],
  ]
}
