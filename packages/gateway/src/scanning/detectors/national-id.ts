import { passesEan13, passesMod11And10, passesVerhoeff, weightedSum } from '../checksums.ts'
import { patternDetector } from '../pattern-detector.ts'

/**
 * Numbers by which states know their people. Where there is a check digit, it is checked; where it is weak, the number must stand in its
 * usual groups or behind its name.
 */
export const nationalId = () =>
  patternDetector([
    // United Kingdom: National Insurance number. No check digit, but prefixes that are never given.
    {
      pattern: /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ -]?\d{2}){3}[ -]?[A-D](?![A-Za-z0-9])/,
      accept: (value) => !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(value),
    },
    // Germany: Steuer-ID.
    { pattern: /(?<![\w.+-])(?<!\d )[1-9]\d(?: ?\d{3}){3}(?!\w|[ .,-]\d)/, accept: isSteuerId },
    // France: INSEE number with its key.
    { pattern: /(?<![\w.+-])[12](?: ?\d{2}){2} ?(?:\d{2}|2[AB])(?: ?\d{3}){2} ?\d{2}(?!\w|[ .,-]\d)/, accept: isInsee },
    // Spain: DNI and NIE.
    {
      pattern: /(?<![\w.])(?:\d{2}\.?\d{3}\.?\d{3}|[XYZxyz]-?\d{7})-?[A-Za-z](?!\w)/,
      accept: isDni,
    },
    // Italy: codice fiscale.
    {
      pattern:
        /(?<![A-Za-z0-9])[A-Z]{6}[\dLMNP-V]{2}[ABCDEHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z](?![A-Za-z0-9])/i,
      accept: isCodiceFiscale,
    },
    // Netherlands: BSN, whose check one number in eleven passes.
    {
      pattern:
        /(?:bsn|burgerservicenummer|sofinummer)(?:[ _-]?(?:nummer|number|nr))?\.?\\?["']?\s{0,2}[:=#]?\s{0,2}\\?["']?(?<value>\d{3}[ .]?\d{3}[ .]?\d{3})(?!\w)/i,
      accept: isBsn,
    },
    { pattern: /(?<![\w.+-])\d{4}\.\d{2}\.\d{3}(?!\w|[.,-]\d)/, accept: isBsn },
    // Switzerland: AHV number.
    { pattern: /(?<![\w.+-])756[ .]?\d{4}[ .]?\d{4}[ .]?\d{2}(?!\w|[.,-]\d)/, literals: ['756'], accept: isAhv },
    // Brazil: CPF.
    { pattern: /(?<![\w.+-])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w|[.,-]\d)/, literals: ['.'], accept: isCpf },
    {
      pattern: /cpf\\?["']?\s{0,2}[:=#]?\s{0,2}\\?["']?(?<value>\d{11})(?!\w)/i,
      accept: isCpf,
    },
    // India: Aadhaar.
    { pattern: /(?<![\w.+-])(?<!\d )[2-9]\d{3}[ -]\d{4}[ -]\d{4}(?!\w|[ .,-]\d)/, accept: isAadhaar },
    {
      pattern:
        /(?:aadhaar|aadhar|uidai)(?:[ _-]?(?:number|no|id|card))?\.?\\?["']?\s{0,2}[:=#]?\s{0,2}\\?["']?(?<value>[2-9]\d{11})(?!\w)/i,
      accept: isAadhaar,
    },
  ])

/** One digit of the first ten stands twice or three times, the others at most once. */
function isSteuerId(value: string): boolean {
  const digits = value.replace(/ /g, '')
  const counts = Array.from({ length: 10 }, (_, digit) => digits.slice(0, 10).split(String(digit)).length - 1)
  const several = counts.filter((count) => count > 1)
  return several.length === 1 && (several[0] ?? 0) <= 3 && passesMod11And10(digits)
}

function isInsee(value: string): boolean {
  const digits = value.replace(/ /g, '')
  const month = Number(digits.slice(3, 5))
  if (month < 1 || (month > 12 && month < 20) || (month > 42 && month < 50)) return false
  const number = BigInt(digits.slice(0, 13).replace('2A', '19').replace('2B', '18'))
  return 97n - (number % 97n) === BigInt(digits.slice(13))
}

function isDni(value: string): boolean {
  const [number = '', letter = ''] = [
    value.replace(/[.-]/g, '').slice(0, -1).toUpperCase(),
    value.slice(-1).toUpperCase(),
  ]
  const digits = number.replace('X', '0').replace('Y', '1').replace('Z', '2')
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === letter
}

const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
] as const

function isCodiceFiscale(value: string): boolean {
  const code = value.toUpperCase()
  let sum = 0
  for (let index = 0; index < 15; index++) {
    const character = code.charCodeAt(index)
    const order = character >= 65 ? character - 65 : character - 48
    sum += index % 2 === 0 ? (oddValues[order] ?? 0) : order
  }
  return String.fromCharCode(65 + (sum % 26)) === code.charAt(15)
}

function isBsn(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  return digits !== '000000000' && weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0
}

function isAhv(value: string): boolean {
  return passesEan13(value.replace(/\D/g, ''))
}

function isCpf(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  if (/^(\d)\1+$/.test(digits)) return false
  const check = (weights: readonly number[]) => ((weightedSum(digits, weights) * 10) % 11) % 10
  return (
    check([10, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[9]) &&
    check([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[10])
  )
}

function isAadhaar(value: string): boolean {
  return passesVerhoeff(value.replace(/\D/g, ''))
}
