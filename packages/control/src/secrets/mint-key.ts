import { randomBytes } from 'node:crypto'
import { formatApiKey } from '@tollgate/contract/api-key'

/** 96 random bytes: formatApiKey passes over one byte in thirty-two and needs 32 that it can use. */
export function mintKey(): string {
  return formatApiKey(randomBytes(96))
}
