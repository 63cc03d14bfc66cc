import { randomBytes } from 'node:crypto'
import { formatJoinToken } from '@tollgate/contract/gateway-link'
import type { JoinTokenCreate } from '@tollgate/contract/resources/gateway'
import type { JoinTokenRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import { environmentToDeployTo } from '../deploy-revision.ts'
import { conflict, invalidField } from '../problem.ts'
import { authorise, change, type Verb } from '../verb.ts'
import { joinTokenState } from './join-token-state.ts'
import { tokenDigest } from './token-digest.ts'

const openTokensMax = 100
const dayMs = 86_400_000
const lifetimeMsMax = 30 * dayMs
/** Used and expired ones are shown for so long. */
const rememberedMs = 30 * dayMs
const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: dayMs }

/** Lets one gateway in. The token is in this answer and nowhere else. */
export async function createJoinToken(
  verb: Verb,
  input: JoinTokenCreate,
): Promise<{ readonly record: JoinTokenRecord; readonly token: string }> {
  authorise(verb, 'gateways:manage')
  const { link, now } = verb
  if (link === null)
    throw conflict(
      'This control plane is not reachable over TLS from other machines, so that no gateway could join it: start it so that it is (tollgate control, with a certificate and an address of its own).',
    )
  const lifetimeMs = lifetimeOf(input.expiresIn)
  const secret = randomBytes(32).toString('base64url')
  return await change(verb, 'join-token.create', async (writer) => {
    const environment = await environmentToDeployTo(writer, input.environmentId)
    await makeRoom(writer, now())
    const record = await writer.insert('joinToken', {
      environmentId: environment.id,
      name: input.name,
      digest: tokenDigest(secret),
      expiresAt: now() + lifetimeMs,
      usedAt: null,
    })
    return { record, token: formatJoinToken({ ...link, secret }) }
  })
}

function lifetimeOf(expiresIn: string): number {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(expiresIn) ?? []
  const lifetimeMs = Number(count) * (unitMs[unit] ?? Number.NaN)
  if (lifetimeMs <= lifetimeMsMax) return lifetimeMs
  throw invalidField('expiresIn', 'is longer than 30 days; a token that waits for long is a key under the mat')
}

async function makeRoom(writer: Writer, now: number): Promise<void> {
  const tokens = await writer.find('joinToken', {})
  if (tokens.filter((token) => joinTokenState(token, now) === 'open').length >= openTokensMax)
    throw conflict(`There are ${openTokensMax} join tokens that nobody used yet, which is the most: revoke some first.`)
  for (const token of tokens) if (token.expiresAt < now - rememberedMs) await writer.remove('joinToken', token)
}
