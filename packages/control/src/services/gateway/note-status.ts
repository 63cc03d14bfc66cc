import type { GatewayStatus } from '@tollgate/contract/gateway-link'
import type { Services } from '../verb.ts'

/** What a gateway said of itself, and when: neither audited nor a change. */
export async function noteGatewayStatus(
  { store, now }: Pick<Services, 'store' | 'now'>,
  { gatewayId, status }: { gatewayId: string; status: GatewayStatus },
): Promise<void> {
  const seenAt = now()
  // A number comes from another machine: one that is no time would be in the way wherever it is shown.
  const startedAt = Math.min(Math.max(status.startedAt, 0), seenAt)
  const { keyUses, ...said } = status
  await store.noteGateway({ gatewayId, seenAt, status: { ...said, startedAt } })
  if (keyUses.length > 0)
    await store.noteKeyUse(keyUses.map(({ id, at }) => ({ id, at: Math.min(Math.max(at, 0), seenAt) })))
}
