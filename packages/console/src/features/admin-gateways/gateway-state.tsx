import type { Gateway } from '@tollgate/contract/resources/gateway'
import { StateWord } from '../../ui/state-word.tsx'

/** in force · behind by 2 · away since 14:02 */
export function GatewayState({ gateway: { state, status, storeVersion } }: { readonly gateway: Gateway }) {
  if (state === 'revoked') return <StateWord>revoked</StateWord>
  if (status === null) return <StateWord>never heard of</StateWord>
  if (!status.isHealthy) return <StateWord tone="bad">{`away since ${timeOf(status.lastSeenAt)}`}</StateWord>
  if (status.isInSync) return <StateWord tone="good">in force</StateWord>
  return <StateWord tone="warning">{`behind by ${Math.max(1, storeVersion - status.version)}`}</StateWord>
}

function timeOf(at: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}
