import { createHmac } from 'node:crypto'
import type { Caller } from './exchange.ts'

/**
 * The key of a caller's placeholders: made of the installation's pepper (hex), so that it is the same at every gateway and after every start,
 * and another one for another application or person: what one caller sees says nothing about the values of others.
 */
export function makePlaceholderKey(pepper: string, { application, key }: Caller): Buffer {
  return createHmac('sha256', Buffer.from(pepper, 'hex'))
    .update(JSON.stringify(['placeholders', application.id, key.person]))
    .digest()
}
