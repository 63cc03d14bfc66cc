import { randomBytes } from 'node:crypto'
import type { JoinAnswer, JoinRequest } from '@tollgate/contract/gateway-link'
import { systemActor } from '../../access/actor.ts'
import type { JoinTokenRecord } from '../../storage/records.ts'
import type { Writer } from '../../storage/store.ts'
import type { Services } from '../verb.ts'
import { freeName } from './gateway-name.ts'
import { joinTokenState } from './join-token-state.ts'
import { tokenDigest } from './token-digest.ts'

export interface Joining {
  /** Of a join token. */
  readonly secret: string
  readonly request: JoinRequest
  /** Address that it comes from. */
  readonly from: string
}

/** Lets a gateway in, once for each join token; undefined where it is unknown, used, expired or revoked. */
export async function joinGateway(
  { store, now }: Pick<Services, 'store' | 'now'>,
  { secret, request, from }: Joining,
): Promise<JoinAnswer | undefined> {
  const known = await store.findByDigest('joinToken', tokenDigest(secret))
  if (known === undefined || joinTokenState(known, now()) !== 'open') return undefined
  const { organisationId, id } = known
  const token = `tgg_${randomBytes(32).toString('base64url')}`
  const actor = systemActor(organisationId, { kind: 'system', name: `join token ${known.name}`, from })
  return await store.change(
    { organisationId, actor: actor.audit, verb: 'gateway.join', from, requestId: null },
    async (writer) => {
      // Read again: of two that come at once, the second finds it used.
      const joinToken = await writer.get('joinToken', id)
      if (joinToken === undefined || joinTokenState(joinToken, now()) !== 'open') return undefined
      await writer.update('joinToken', joinToken, { usedAt: now() })
      return await letIn(writer, joinToken, { name: request.name, token })
    },
  )
}

async function letIn(
  writer: Writer,
  joinToken: JoinTokenRecord,
  { name: wished, token }: { name: string | null; token: string },
): Promise<JoinAnswer | undefined> {
  const { environmentId } = joinToken
  const environment = await writer.get('environment', environmentId)
  if (environment === undefined) return undefined
  const wanted = printable(wished ?? '') || joinToken.name
  const name = await freeName(writer, { environmentId, wanted })
  const gateway = await writer.insert('gateway', { environmentId, name, digest: tokenDigest(token), state: 'active' })
  return { gatewayId: gateway.id, name, environment: environment.name, token }
}

/** A name comes from another machine: what a terminal or a database stumbles over is taken out. */
function printable(name: string): string {
  return name
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
}
