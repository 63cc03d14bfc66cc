import type { TestKeyCreate } from '@tollgate/contract/resources/api-key'
import { apiToEdit } from '../api-access.ts'
import type { MadeKey } from '../make-asked-key.ts'
import { makeKey } from '../make-key.ts'
import { mint } from '../mint-key.ts'
import { ensurePersonalApplication } from '../personal-application.ts'
import { conflict, Problem } from '../problem.ts'
import { change, type Verb } from '../verb.ts'

const minuteMs = 60_000

/** A key with which a publisher tries an API out, before it is published too: it opens that API alone, and not for long. */
export function createTestKey(verb: Verb, { apiId, input }: { apiId: string; input: TestKeyCreate }): Promise<MadeKey> {
  const minted = mint(verb)
  const { personId } = verb.actor
  return change(verb, 'apiKey.createTest', async (writer) => {
    const api = await apiToEdit(verb, writer, apiId)
    if (personId === null)
      throw new Problem('forbidden', 'A test key belongs to a person: sign in, or use the token of a person.')
    const person = await writer.get('person', personId)
    if (person?.state !== 'active') throw new Problem('forbidden', 'A test key takes a person who is active.')
    if (api.state === 'retired') throw conflict(`${api.name}/${api.version} is retired: it answers no key any more.`)
    const application = await ensurePersonalApplication(writer, person)
    const record = await makeKey({ verb, writer }, application, {
      name: input.name ?? `Test of ${api.name}/${api.version} (…${minted.lastFour})`,
      type: input.type,
      personId,
      personName: null,
      environmentId: null,
      digest: minted.digest,
      lastFour: minted.lastFour,
      expiresAt: verb.now() + input.expiresInMinutes * minuteMs,
      allowedAddresses: [],
      allowedReferrers: [],
      rotatedFromId: null,
      testApiId: api.id,
      managedBy: null,
    })
    return { record, key: minted.key }
  })
}
