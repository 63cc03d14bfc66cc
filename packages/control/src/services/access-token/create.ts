import { randomBytes } from 'node:crypto'
import { formatAccessToken } from '@tollgate/contract/access-token'
import type { AccessTokenCreate } from '@tollgate/contract/resources/access-token'
import { accessTokenDigest } from '../../access/access-token-digest.ts'
import type { AccessTokenRecord } from '../../storage/records.ts'
import { conflict, Problem } from '../problem.ts'
import { change, type Verb } from '../verb.ts'

/** Of one person, the expired ones too. */
const tokensMax = 100
const dayMs = 24 * 60 * 60 * 1000

export interface MadeToken {
  readonly accessToken: AccessTokenRecord
  /** Shown once. */
  readonly token: string
}

/** One's own, and only after a log-in: a token that leaked must not outlive its end by making others. */
export async function createAccessToken(verb: Verb, input: AccessTokenCreate): Promise<MadeToken> {
  const { personId, audit } = verb.actor
  if (personId === null || audit.kind !== 'person')
    throw new Problem('forbidden', 'A token makes no tokens: sign in as the person whose token it is to be.')
  const { name, expiresInDays, readOnly } = input
  const token = formatAccessToken(randomBytes(96))
  const accessToken = await change(verb, 'accessToken.create', async (writer) => {
    if ((await writer.count('accessToken', { personId })) >= tokensMax)
      throw conflict(`You have ${tokensMax} access tokens, which is the most: revoke some first.`)
    return await writer.insert('accessToken', {
      personId,
      name,
      digest: accessTokenDigest(token),
      lastFour: token.slice(-4),
      readOnly,
      expiresAt: verb.now() + expiresInDays * dayMs,
      lastUsedAt: null,
    })
  })
  return { accessToken, token }
}
