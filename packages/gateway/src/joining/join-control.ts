import { type JoinAnswer, type JoinRequest, type JoinToken, joinAnswerSchema } from '@tollgate/contract/gateway-link'
import { readShort, requestControl } from '../config/control-link.ts'
import { failureReason } from '../config/failure-reason.ts'
import { WrongFingerprint } from '../config/pinned-connection.ts'

const joinMsMax = 15_000

/** Spends a join token. Throws the sentence for the person at the terminal. */
export async function joinControl(token: JoinToken, request: JoinRequest): Promise<JoinAnswer> {
  const { status, text } = await ask(token, request)
  switch (status) {
    case 200:
    case 201:
      return parseAnswer(token, text)
    case 401:
      throw new Error(
        `The control plane at ${token.url} refused the join token: it was used already, has expired or was withdrawn. Make a new one there.`,
      )
    default:
      throw new Error(`The control plane at ${token.url} answered ${status} instead of letting this gateway join.`)
  }
}

async function ask(token: JoinToken, request: JoinRequest): Promise<{ status: number | undefined; text: string }> {
  const address = { url: token.url, token: token.secret, fingerprint: token.fingerprint }
  const signal = AbortSignal.timeout(joinMsMax)
  try {
    const response = await requestControl(address, { method: 'POST', path: '/internal/v1/join', body: request, signal })
    return { status: response.statusCode, text: await readShort(response) }
  } catch (error) {
    throw new Error(unreachable(token.url, error, signal), { cause: error })
  }
}

function unreachable(url: string, error: unknown, signal: AbortSignal): string {
  if (error instanceof WrongFingerprint)
    return `What answers at ${url} does not have the key that the join token names: check the address, and make a new join token if the control plane has a new key.`
  const reason = signal.aborted ? `no answer within ${joinMsMax / 1000} s` : failureReason(error)
  return `The control plane at ${url} cannot be reached (${reason}): check that it runs and that this machine gets there.`
}

function parseAnswer(token: JoinToken, text: string): JoinAnswer {
  try {
    return joinAnswerSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new Error(`The control plane at ${token.url} answered the join in a way that this version does not know.`, {
      cause: error,
    })
  }
}
