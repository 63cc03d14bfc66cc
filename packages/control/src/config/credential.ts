/** A provider's credential as it goes into a header, or what is wrong with it; the sentence never shows it. */
export type CleanCredential = { readonly value: string } | { readonly problem: string }

/**
 * Takes off what people paste along: spaces, a line break at the end, `Bearer `. With a header named `authorization` the text
 * stays as it is, for its author chose the scheme.
 */
export function cleanCredential(text: string, header: string | undefined): CleanCredential {
  const trimmed = text.trim()
  const schemeIsTheirs = header?.toLowerCase() === 'authorization'
  const value = schemeIsTheirs ? trimmed : trimmed.replace(/^bearer\s+/i, '')
  if (!schemeIsTheirs && /^bearer$/i.test(value))
    return { problem: 'is only the word Bearer; paste the key that comes behind it' }
  if (/[\r\n]/.test(value)) return { problem: 'has a line break in the middle; it must be one line' }
  // RFC 9110 §5.5 allows more, but nothing beyond visible ASCII and spaces survives every client and proxy.
  if (!/^[\x20-\x7e]*$/.test(value))
    return {
      problem: 'has characters that cannot stand in a header; copy it again, without quotes or typographic signs',
    }
  if (header === undefined && value.includes(' ')) return { problem: 'has a space in it; copy it again' }
  return { value }
}
