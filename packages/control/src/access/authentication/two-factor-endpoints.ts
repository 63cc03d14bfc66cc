import { z } from 'zod'
import { answer, succeeded } from './answer.ts'
import { type EndpointCall, endpoint } from './endpoint.ts'
import { ask, type Reply } from './engine.ts'
import { confirming } from './password-endpoints.ts'
import { type Outcome, problems } from './problem.ts'
import { claimCode } from './used-codes.ts'

const password = z.string().min(1).max(1024)

export const twoFactorEndpoints = [
  confirmed('/two-factor/enable', 'Begins to set up a second factor: the secret and the backup codes', setUp),
  confirmed('/two-factor/disable', 'Turns the second factor off', () => ({ status: 'disabled' })),
  confirmed('/two-factor/generate-backup-codes', 'Replaces the backup codes', ({ body }) => {
    const { backupCodes } = (body ?? {}) as { backupCodes?: unknown }
    return { backupCodes }
  }),
  verification('/two-factor/verify-totp', 'Confirms a log-in, or the set-up, with a code of the app', 'totp'),
  verification('/two-factor/verify-backup-code', 'Confirms a log-in with a backup code', 'backup'),
]

function setUp({ body }: Reply): unknown {
  const { totpURI, backupCodes } = (body ?? {}) as { totpURI?: unknown; backupCodes?: unknown }
  return { totpUri: totpURI, backupCodes }
}

function confirmed(path: string, summary: string, render: (reply: Reply) => unknown) {
  return endpoint({
    method: 'post',
    path,
    summary,
    access: 'signed-in-browser',
    throttle: 'address',
    input: z.strictObject({ password }),
    run: (call) =>
      confirming(call, async () => {
        const body = path.endsWith('enable') ? { ...call.input, method: 'totp' } : call.input
        const reply = await ask(call.engine, call, { method: 'POST', path, body })
        return { reply, response: answer(reply, render(reply)) }
      }),
  })
}

function verification(path: string, summary: string, kind: 'totp' | 'backup') {
  return endpoint({
    method: 'post',
    path,
    summary,
    access: 'anyone',
    throttle: 'address',
    input: z.strictObject({ code: z.string().min(1).max(40) }),
    run: (call) => verify(call, path, kind),
  })
}

async function verify(call: EndpointCall<{ code: string }>, path: string, kind: 'totp' | 'backup'): Promise<Outcome> {
  const { engine, input } = call
  const reply = await ask(engine, call, { method: 'POST', path, body: { code: input.code } })
  if (reply.refused) return problems.invalidCredentials
  const logIn = succeeded(reply) && call.session === undefined
  if (logIn && kind === 'totp' && !(await claimCode(engine, reply, input.code))) return problems.usedCode
  return answer(reply, { status: 'signed-in' })
}
