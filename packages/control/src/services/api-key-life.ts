import type { ApiKeyRecord } from '../storage/records.ts'
import type { Reader } from '../storage/store.ts'

export type KeyState = 'active' | 'expired' | 'revoked'

export function keyState({ state, expiresAt }: Pick<ApiKeyRecord, 'state' | 'expiresAt'>, now: number): KeyState {
  if (state === 'revoked') return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

export async function activeKeys(reader: Reader, applicationId: string, now: number): Promise<ApiKeyRecord[]> {
  const keys = await reader.find('apiKey', { applicationId, state: 'active' })
  return keys.filter((key) => keyState(key, now) === 'active')
}
