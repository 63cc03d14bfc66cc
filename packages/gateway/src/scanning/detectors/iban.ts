import { passesMod97 } from '../checksums.ts'
import { patternDetector } from '../pattern-detector.ts'

/** Account numbers with a country that issues them, that country's length and valid check digits, in one piece or in groups. */
export const iban = () =>
  patternDetector([
    {
      pattern: /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])/,
      accept: acceptIban,
    },
    // A longer run of letters and digits: the account number ends where the country's length says, at a separator.
    { pattern: /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){30}/, accept: acceptIban },
  ])

function acceptIban(value: string): number | false {
  const length = lengths.get(value.slice(0, 2).toUpperCase())
  if (length === undefined) return false
  let end = 0
  for (let count = 0; count < length; end++) {
    if (end >= value.length) return false
    if (/[A-Za-z0-9]/.test(value.charAt(end))) count++
  }
  const next = value.charAt(end)
  if (/[A-Za-z0-9]/.test(next)) return false
  return passesMod97(value.slice(0, end).replace(/[ -]/g, '').toUpperCase()) ? end : false
}

const lengths: ReadonlyMap<string, number> = new Map(
  (
    'AD24,AE23,AL28,AT20,AZ28,BA20,BE16,BG22,BH22,BI27,BR29,BY28,CH21,CR22,CY28,CZ24,DE22,DJ27,DK18,DO28,EE20,EG29,ES24,FI18,FK18,FO18,FR27,' +
    'GB22,GE22,GI23,GL18,GR27,GT28,HN28,HR21,HU28,IE22,IL23,IQ23,IS26,IT27,JO30,KW30,KZ20,LB28,LC32,LI21,LT20,LU20,LV21,LY25,MC27,MD24,ME22,' +
    'MK19,MN20,MR27,MT31,MU30,NI28,NL18,NO15,OM23,PK24,PL28,PS29,PT25,QA29,RO24,RS22,RU33,SA24,SC31,SD18,SE24,SI19,SK24,SM27,SO23,ST25,SV28,' +
    'TL23,TN24,TR26,UA29,VA22,VG24,XK20,YE30'
  )
    .split(',')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)
