import { z } from 'zod'
import { answer, succeeded } from './answer.ts'
import { type EndpointCall, endpoint } from './endpoint.ts'
import { ask, type Reply } from './engine.ts'
import { deviceProblem, jsonResponse } from './problem.ts'
import { readToken, signToken } from './signed-token.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const userCode = z.string().min(1).max(20)

/** RFC 8628: `tollgate login` asks for a code, a person confirms it in the console, the program gets an access token. */
export const deviceEndpoints = [
  endpoint({
    method: 'post',
    path: '/device/code',
    access: 'anyone',
    summary: 'Begins a log-in of the command line',
    throttle: 'address',
    form: true,
    device: true,
    input: z.strictObject({ client_id: z.string().max(100) }),
    run: async (call) => {
      const reply = await ask(call.engine, call, { method: 'POST', path: '/device/code', body: call.input })
      if (!succeeded(reply)) return deviceError(reply)
      const body = reply.body as { device_code: string }
      const device_code = signToken('device-code', body.device_code, call.engine.settings.secret)
      return jsonResponse({ ...body, device_code })
    },
  }),
  endpoint({
    method: 'post',
    path: '/device/token',
    access: 'anyone',
    summary: 'Asks whether the log-in was confirmed; then hands out the access token',
    throttle: 'light',
    form: true,
    device: true,
    input: z.strictObject({
      grant_type: z.literal(grantType),
      device_code: z.string().max(400),
      client_id: z.string().max(100),
    }),
    run: redeem,
  }),
  endpoint({
    method: 'get',
    path: '/device',
    access: 'signed-in-browser',
    summary: 'What is known of a code that a person has typed in; it is theirs to confirm from then on',
    throttle: 'address',
    input: z.strictObject({ user_code: userCode }),
    run: async (call) => {
      const query = new URLSearchParams({ user_code: call.input.user_code })
      const reply = await ask(call.engine, call, { method: 'GET', path: '/device', query })
      const { status } = (reply.body ?? {}) as { status?: unknown }
      return succeeded(reply) ? answer(reply, { userCode: call.input.user_code, status }) : deviceError(reply)
    },
  }),
  decision('/device/approve', 'Lets the program in', 'approved'),
  decision('/device/deny', 'Turns the program away', 'denied'),
]

function decision(path: string, summary: string, status: string) {
  return endpoint({
    method: 'post',
    path,
    access: 'signed-in-browser',
    summary,
    throttle: 'address',
    input: z.strictObject({ userCode }),
    run: async (call) => {
      const reply = await ask(call.engine, call, { method: 'POST', path, body: call.input })
      return succeeded(reply) ? answer(reply, { status }) : deviceError(reply)
    },
  })
}

async function redeem(
  call: EndpointCall<{ grant_type: string; device_code: string; client_id: string }>,
): Promise<Response> {
  const { engine, input } = call
  const { secret } = engine.settings
  const device_code = readToken('device-code', input.device_code, secret)
  if (device_code === undefined) return deviceProblem(400, 'invalid_grant', 'This is no device code of this server.')
  const body = { ...input, device_code }
  const reply = await ask(engine, { ...call, session: undefined }, { method: 'POST', path: '/device/token', body })
  if (reply.refused) return deviceProblem(400, 'access_denied', 'This person may not sign in.')
  if (!succeeded(reply)) return deviceError(reply)
  const { access_token, expires_in } = reply.body as { access_token: string; expires_in: number }
  return jsonResponse({ access_token: signToken('access', access_token, secret), token_type: 'Bearer', expires_in })
}

const details: Readonly<Record<string, string>> = {
  authorization_pending: 'Nobody has confirmed the code yet: ask again after the interval.',
  slow_down: 'Asked too often: wait for the interval that came with the code.',
  expired_token: 'The code has expired: begin again.',
  access_denied: 'The log-in was turned down.',
  invalid_grant: 'The device code is unknown or has been used: begin again.',
  invalid_client: 'This client may not sign in here.',
  invalid_request: 'The code is unknown, or it has been dealt with already.',
}

function deviceError({ status, body }: Reply): Response {
  const said = body !== null && typeof body === 'object' && 'error' in body ? String(body.error) : ''
  const detail = details[said]
  if (detail === undefined || status >= 500)
    return deviceProblem(500, 'server_error', 'It did not work because of a fault on this side: begin again.')
  return deviceProblem(status, said, detail)
}
