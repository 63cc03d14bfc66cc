import { createHmac } from 'node:crypto'

interface Message {
  readonly id: string
  readonly seconds: number
  readonly body: string
}

/** `webhook-signature` of Standard Webhooks: their libraries take secrets as `whsec_` and base64, others are used as they stand. */
export function standardSignature({ id, seconds, body }: Message, secret: string): string {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const key = encoded === undefined ? Buffer.from(secret) : Buffer.from(encoded, 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}
