import { setTimeout as wait } from 'node:timers/promises'
import { CommandFailure } from '../command-failure.ts'
import { printable } from '../terminal/printable.ts'
import type { Connection } from './connection.ts'
import { connectionFailure } from './connection-failure.ts'
import { at, textOf } from './json.ts'
import { send } from './send.ts'

/** RFC 8628 against `/api/auth/device/*`: a person confirms a code in the console, and this program gets a token. */
const clientId = 'tollgate-cli'
const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const usualIntervalSeconds = 5

export type Place = Pick<Connection, 'url' | 'trust' | 'source'>

export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  /** Where the person goes; with the code in it already, where the server gives that. */
  readonly address: string
  readonly expiresAt: number
  readonly intervalMs: number
}

export async function beginDeviceLogIn(place: Place, now: number): Promise<DeviceCode> {
  const { status, body } = await post(place, '/device/code', { client_id: clientId })
  const deviceCode = textOf(at(body, 'device_code'))
  const userCode = textOf(at(body, 'user_code'))
  if (status !== 200 || deviceCode === null || userCode === null) throw refused(place, status, body)
  const address =
    textOf(at(body, 'verification_uri_complete')) ?? textOf(at(body, 'verification_uri')) ?? `${place.url}/device`
  return {
    deviceCode,
    userCode,
    address,
    expiresAt: now + numberOf(at(body, 'expires_in'), 600) * 1000,
    intervalMs: numberOf(at(body, 'interval'), usualIntervalSeconds) * 1000,
  }
}

/** Asks until somebody has decided. Resolves with the token. */
export async function awaitDeviceToken(place: Place, code: DeviceCode): Promise<string> {
  let intervalMs = code.intervalMs
  while (Date.now() < code.expiresAt) {
    await wait(intervalMs)
    const form = { grant_type: grantType, device_code: code.deviceCode, client_id: clientId }
    const { status, body } = await post(place, '/device/token', form)
    const token = textOf(at(body, 'access_token'))
    if (status === 200 && token !== null) return token
    const error = at(body, 'error')
    // RFC 8628 §3.5: five seconds more, from now on.
    if (error === 'slow_down') intervalMs += usualIntervalSeconds * 1000
    else if (error === 'expired_token') break
    else if (error !== 'authorization_pending') throw refused(place, status, body)
  }
  throw new CommandFailure('Nobody confirmed the code in time: run npx tollgate login again.')
}

function refused({ url }: Place, status: number, body: unknown): CommandFailure {
  const said = textOf(at(body, 'error_description')) ?? textOf(at(body, 'detail'))
  if (said !== null) return new CommandFailure(printable(said))
  return new CommandFailure(
    `${url} does not answer as a Tollgate does (status ${status}): is it the port of the console (9443)?`,
  )
}

async function post(
  place: Place,
  path: string,
  form: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const { status, text } = await send({
    method: 'POST',
    url: new URL(`/api/auth${path}`, place.url),
    trust: place.trust,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(form).toString(),
  }).catch((error: unknown) => {
    throw connectionFailure(error, place)
  })
  try {
    return { status, body: JSON.parse(text) }
  } catch {
    return { status, body: null }
  }
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 ? value : otherwise
}
