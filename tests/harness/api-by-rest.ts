import { randomUUID } from 'node:crypto'
import { type CallAnswer, call } from './call.ts'
import { type RestClient, textAt } from './rest-client.ts'

export interface ServedApi {
  readonly id: string
  /** `/orders/1.0` */
  readonly path: string
  readonly planId: string
  readonly applicationId: string
  readonly subscriptionId: string
}

/** A published API in front of a provider, and an application that is subscribed to it. */
export async function makeServedApi(admin: RestClient, providerUrl: string, name = 'Orders'): Promise<ServedApi> {
  const context = `/${name.toLowerCase()}`
  const provider = { name: `${name} provider`, type: 'openai-compatible' }
  const providerId = await admin.made('POST', '/providers', provider)
  const planId = await admin.made('POST', '/plans', { name: `${name} plan` })
  const production = { url: providerUrl, secret: 'sk-provider-of-a-test' }
  const api = { name, context, version: '1.0', providerId, planIds: [planId], endpoints: { production } }
  const id = await admin.made('POST', '/apis', api)
  await admin.done('POST', `/apis/${id}/deployments`, {})
  await admin.done('POST', `/apis/${id}/lifecycle`, { action: 'publish' })
  const teamId = await admin.made('POST', '/teams', { name: `${name} team` })
  const application = { name: `${name} client`, kind: 'service', teamId }
  const applicationId = await admin.made('POST', '/applications', application)
  const subscription = { apiId: id, planId }
  const subscriptionId = await admin.made('POST', `/applications/${applicationId}/subscriptions`, subscription)
  return { id, path: `${context}/1.0`, planId, applicationId, subscriptionId }
}

export interface MadeKey {
  readonly id: string
  readonly key: string
}

export async function makeKey(client: RestClient, applicationId: string, more: object = {}): Promise<MadeKey> {
  const made = await client.done('POST', `/applications/${applicationId}/keys`, { name: randomUUID(), ...more })
  return { id: textAt(made, 'id'), key: textAt(made, 'key') }
}

/** One call through a gateway's socket, on a connection of its own. */
export function askGateway(gatewayUrl: string, path: string, key: string): Promise<CallAnswer> {
  const body = '{"model":"gpt-5.4","input":"hi"}'
  return call(`${gatewayUrl}${path}/responses`, { body, headers: { apikey: key, 'content-type': 'application/json' } })
}

/** Milliseconds from now until a gateway answers as wanted; an error that shows the last answer where it does not in time. */
export async function untilAnswered(
  ask: () => Promise<CallAnswer>,
  isWanted: (answer: CallAnswer) => boolean,
  withinMs = 1_000,
): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await ask()
    const tookMs = performance.now() - startedAt
    if (isWanted(answer) && tookMs <= withinMs) return tookMs
    if (tookMs > withinMs)
      throw new Error(`not within ${withinMs} ms; the last answer: ${answer.status} ${answer.text}`)
  }
}
