import { patternDetector } from '../pattern-detector.ts'

/**
 * Phone numbers: international with `+` or `00` and a country's code, the national forms that can be told from other numbers by their
 * shape, and any other where a word such as `phone:` leads to it.
 */
export const phone = () =>
  patternDetector([
    { pattern: /(?<![\w+.])\+[1-9](?:[ ./()-]{0,2}\d){6,14}(?!\d)/, literals: ['+'], accept: acceptInternational },
    { pattern: /(?<![\w+.-])00[1-9](?:[ ./()-]{0,2}\d){7,14}(?!\w)/, literals: ['00'], accept: acceptInternational },
    {
      pattern: /(?<![\w./+-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[.-]\d{4}(?!\w|[.-]\d)/,
      accept: acceptAmerican,
    },
    {
      pattern: /(?<![\w./+-])(?<!\d )(?:\([2-9]\d{2}\) ?|[2-9]\d{2} )[2-9]\d{2} \d{4}(?!\w|[ .-]\d)/,
      accept: acceptAmerican,
    },
    {
      pattern: /(?<![\w./+-])(?<!\d[:,])(?:\(0[1-9]\d{0,4}\)|0[1-9])(?:[ ./-]?\d){7,12}(?![\w:]|[.,-]\d|-[A-Fa-f])/,
      accept: acceptNational,
    },
    { pattern: /(?<!\w)\(\d{2}\) ?9?\d{4}-\d{4}(?!\w)/, literals: ['('] },
    { pattern: /(?<![\w.+-])(?<!\d )1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\w|[ .-]\d)/ },
    {
      pattern:
        /(?:phone|mobile|telefon|whatsapp|(?:tel[eé]fono|t[eé]l[eé]phone|celular|cellulare)|(?<![A-Za-z])(?:tel|fax|sms|handy))(?:[ _-]?(?:number|no|nr|num|nummer))?\.?\\?["']?\s{0,2}[:=#]?\s{0,2}\\?["']?(?<value>\(?\d(?:[ ./()-]{0,2}\d){6,14})(?!\d)/i,
      accept: (value) => isBalanced(value),
    },
  ])

/** Calling codes of one and two digits; every other one has three. */
const shortCodes = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
)
const longCodes = /^(?:2[1-69]\d|3[578]\d|42\d|50\d|59\d|6[789]\d|80\d|85\d|8[78]\d|9[679]\d)/
/** Digits behind the calling code, where a country has few lengths. */
const nationalLengths: ReadonlyMap<string, readonly [min: number, max: number]> = new Map([
  ['1', [10, 10]],
  ['7', [10, 10]],
  ['31', [9, 9]],
  ['33', [9, 9]],
  ['34', [9, 9]],
  ['41', [9, 9]],
  ['44', [9, 10]],
  ['55', [10, 11]],
  ['61', [9, 9]],
  ['86', [10, 11]],
  ['91', [10, 10]],
])

function acceptInternational(value: string): number | false {
  return longestAccepted(value, (candidate) => {
    if (!isBalanced(candidate)) return false
    const digits = candidate.replace('(0)', '').replace(/\D/g, '').replace(/^00/, '')
    if (digits.length < 8 || digits.length > 15) return false
    const code = [digits.slice(0, 1), digits.slice(0, 2)].find((start) => shortCodes.has(start))
    if (code === undefined) return longCodes.test(digits)
    const [min, max] = nationalLengths.get(code) ?? [6, 12]
    const length = digits.length - code.length
    return length >= min && length <= max && (code !== '1' || /^1[2-9]\d\d[2-9]/.test(digits))
  })
}

/** Area codes end in no `11` and have no 9 in the middle; exchanges end in no `11`. */
function acceptAmerican(value: string): boolean {
  const digits = value.replace(/\D/g, '').slice(-10)
  return !/^(?:.9|.11|...(?:.11))/.test(digits)
}

/** A leading zero, as in Europe, Japan and Australia: 9 to 12 digits in groups with one separator, or a whole mobile number. */
function acceptNational(value: string, { text, start }: { text: string; start: number }): number | false {
  const whole = value.replace(/[()]/g, '').split(/[ ./-]/)
  const isRow = /\d $/.test(text.slice(Math.max(0, start - 2), start))
  return longestAccepted(value, (candidate) => {
    if (!isBalanced(candidate)) return false
    const groups = candidate
      .replace(/[()]/g, ' ')
      .trim()
      .split(/[ ./-]+/)
    const digits = groups.join('')
    if (digits.length < 9 || digits.length > 12) return false
    if (groups.length === 1) return wholeMobile.test(digits)
    // Rows of two digits are dates, times and dumps, but for the French five.
    if (groups.every(({ length }) => length <= 2)) return groups.length === 5 && whole.length === 5 && !isRow
    if (groups.some(({ length }) => length < 2)) return false
    const [, ...separators] = candidate.replace(/[()]/g, '').match(/[ ./-]/g) ?? []
    return new Set(separators).size <= 1
  })
}

const wholeMobile = /^(?:07\d{9}|0[67]\d{8}|01[567]\d{8,9})$/

function isBalanced(value: string): boolean {
  return /^[^()]*(?:\([^()]*\)[^()]*)?$/.test(value)
}

/** What follows a number after a space may be another number: the longest beginning of whole groups that is accepted. */
function longestAccepted(value: string, isAccepted: (candidate: string) => boolean): number | false {
  for (let candidate = value; candidate !== ''; candidate = candidate.replace(/[^\d]*\d*$/, ''))
    if (isAccepted(candidate)) return candidate.length
  return false
}
