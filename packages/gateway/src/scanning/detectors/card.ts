import { passesLuhn } from '../checksums.ts'
import { patternDetector } from '../pattern-detector.ts'

/** Card numbers of the known brands with a valid check digit: in one piece or in the brand's groups. */
export const card = () =>
  patternDetector(
    [
      /(?<![\w.])\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{3}(?!\w)/,
      /(?<![\w.])\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{4}(?!\w)/,
      /(?<![\w.])3\d{3}[ .-]{1,2}\d{6}[ .-]{1,2}\d{4,5}(?!\w)/,
      /(?<![\w.])\d{13,19}(?!\w|\.\d)/,
    ].map((pattern) => ({ pattern, accept: isCard })),
  )

function isCard(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  return brands.some((brand) => brand.test(digits)) && passesLuhn(digits)
}

const brands = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^3(?:0[0-5]|[689]\d)\d{11}$/,
  /^(?:6011|64[4-9]\d|65\d{2})\d{12,15}$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^62\d{14,17}$/,
  /^(?:50|5[6-8]|6[0-9])\d{11,17}$/,
] as const
