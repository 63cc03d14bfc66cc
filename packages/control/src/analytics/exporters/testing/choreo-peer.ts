import type { ChoreoSettings } from '../choreo/choreo.ts'
import { incumbentDefaults } from '../incumbent-event.ts'
import type { ScriptedTarget, TakenCall, TargetReply } from './scripted-target.ts'

export const onPremKey = 'an-on-prem-key-of-a-test'
const now = Date.parse('2026-11-22T11:00:00Z')

/** A token server and an event hub in one, as Choreo's two are. */
export function playChoreo(
  events: Map<string, unknown>,
  { path, headers, text }: TakenCall,
  target: Pick<ScriptedTarget, 'url'>,
): TargetReply {
  if (path === '/auth/v1/token') {
    if (headers.authorization !== `Bearer ${onPremKey}`) return { status: 401, body: '' }
    return { status: 200, body: JSON.stringify({ token: sasToken(target.url, now + 3_600_000) }) }
  }
  if (headers.authorization !== sasToken(target.url, now + 3_600_000)) return { status: 401, body: '' }
  for (const { Body } of JSON.parse(text)) {
    const event = JSON.parse(Body)
    events.set(event.correlationId, event)
  }
  return { status: 201, body: '' }
}

function sasToken(url: string, expiresAt: number): string {
  const place = encodeURIComponent(`sb://${new URL(url).host}/hub-of-a-test`)
  return `SharedAccessSignature sr=${place}&sig=c2lnbmVk&se=${expiresAt / 1_000}&skn=sender`
}

export function choreoSettings(url: string, trustedCertificates: string): ChoreoSettings {
  const way = { allowPrivate: true, trustedCertificates }
  const incumbent = { ...incumbentDefaults, gatewayType: 'SYNAPSE' }
  return { configEndpoint: `${url}/auth/v1`, onPremKey, incumbent, way, now: () => now }
}
