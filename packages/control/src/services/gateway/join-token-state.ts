import type { JoinTokenRecord } from '../../storage/records.ts'

export function joinTokenState(
  { usedAt, expiresAt }: Pick<JoinTokenRecord, 'usedAt' | 'expiresAt'>,
  now: number,
): 'open' | 'used' | 'expired' {
  if (usedAt !== null) return 'used'
  return expiresAt <= now ? 'expired' : 'open'
}
