import { cleanCredential } from '../config/credential.ts'
import { reservedHeaderProblem } from '../config/reserved-header.ts'
import { newRecordId } from '../storage/record-id.ts'
import type { CredentialRecord } from '../storage/records.ts'
import type { Writer } from '../storage/store.ts'
import { authoriseSomewhere } from './authorise-somewhere.ts'
import { sealSecret } from './credential-seal.ts'
import { invalidField } from './problem.ts'
import { managedBy, type Verb } from './verb.ts'

export interface NewCredential {
  readonly providerId: string
  /** Where another has it, a number is put behind it. */
  readonly name: string
  readonly secret: string
  /** null: `Authorization: Bearer`. */
  readonly header: string | null
  /** The only origin that it will be sent to. */
  readonly origin: string
  /** Where a configuration file declares it. */
  readonly id?: string
}

const nameLengthMax = 100

/** A credential that is made on the way, of a secret that was given with an endpoint. `at`: what its fields are called there. */
export async function makeCredential(
  { verb, writer, at }: { verb: Verb; writer: Writer; at: string },
  { providerId, name, secret, header, origin, id = newRecordId('credential') }: NewCredential,
): Promise<CredentialRecord> {
  authoriseSomewhere(verb, 'credentials:manage')
  const reserved = header === null ? undefined : reservedHeaderProblem(header)
  if (reserved !== undefined) throw invalidField(`${at}header`, `cannot be used: ${reserved}`)
  const clean = cleanCredential(secret, header ?? undefined)
  if ('problem' in clean) throw invalidField(`${at}secret`, clean.problem)
  if (clean.value === '') throw invalidField(`${at}secret`, 'is empty; paste the key that the provider gave you')
  return await writer.insert('credential', {
    id,
    providerId,
    name: await freeName(writer, name),
    header,
    origin,
    ...sealSecret(verb, id, clean.value),
    sealedNext: null,
    rotatedAt: verb.now(),
    ...managedBy(verb),
  })
}

async function freeName(writer: Writer, wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`
    const name = `${wanted.slice(0, nameLengthMax - suffix.length)}${suffix}`
    if ((await writer.count('credential', { name })) === 0) return name
  }
}
