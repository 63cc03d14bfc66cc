import type { Detector } from './detector.ts'
import { card } from './detectors/card.ts'
import { email } from './detectors/email.ts'
import { iban } from './detectors/iban.ts'
import { ip } from './detectors/ip.ts'
import { nationalId } from './detectors/national-id.ts'
import { phone } from './detectors/phone.ts'
import { privateKey } from './detectors/private-key.ts'
import { secretDetector, secretRules } from './detectors/secrets.ts'
import { ssn } from './detectors/ssn.ts'

/** What says who somebody is. Where two hit the same place, the first of these names it. */
export const personalDetectors = ['email', 'iban', 'card', 'ssn', 'national-id', 'ip', 'phone'] as const
export type PersonalDetector = (typeof personalDetectors)[number]

/** What opens something: keys, tokens and passwords. Where two hit the same place, the first of these names it. */
export const secretDetectors: readonly string[] = ['private-key', ...Object.keys(secretRules)]

const personal: Readonly<Record<PersonalDetector, () => Detector>> = {
  email,
  phone,
  card,
  iban,
  ip,
  ssn,
  'national-id': nationalId,
}

/** The more exact one first. */
export function byExactness(names: readonly string[]): readonly string[] {
  const order = [...secretDetectors, ...personalDetectors]
  return [...names].sort((one, other) => order.indexOf(one) - order.indexOf(other))
}

/** A built-in detector by its name. Throws a sentence where there is none. */
export function builtInDetector(name: string): Detector {
  if (Object.hasOwn(personal, name)) return personal[name as PersonalDetector]()
  const detector = name === 'private-key' ? privateKey() : secretDetector(name)
  if (detector === undefined) throw new Error(`There is no detector named ${name}.`)
  return detector
}
