import type { GatewayRecord } from '../../storage/records.ts'
import type { Services } from '../verb.ts'
import { tokenDigest } from './token-digest.ts'

/** The gateway whose token this is; undefined where it is nobody's, or one of a gateway that was revoked. */
export async function gatewayOfToken(
  { store }: Pick<Services, 'store'>,
  token: string,
): Promise<GatewayRecord | undefined> {
  const gateway = await store.findByDigest('gateway', tokenDigest(token))
  return gateway?.state === 'active' ? gateway : undefined
}
