import { type CallAnswer, call } from './call.ts'
import { RestClient, type RestPlace, textAt } from './rest-client.ts'

/** Log-in as the console's pages do it: JSON to the log-in routes, with the Origin that a browser sends, and a cookie from then on. */
export async function signIn(place: RestPlace, email: string, password: string): Promise<RestClient> {
  const answer = await logInCall(place, '/sign-in/email', { email, password })
  if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.status} ${answer.text}`)
  const set = [answer.headers['set-cookie'] ?? []].flat()
  const cookie = set.map((line) => line.split(';')[0]).join('; ')
  return new RestClient(place, { cookie, origin: place.url })
}

/** Follows the link of an invitation: the token stands behind the '#', the password is the person's own choice. */
export async function acceptInvitation(place: RestPlace, invitationUrl: string, password: string): Promise<void> {
  const token = new URLSearchParams(new URL(invitationUrl).hash.slice(1)).get('token')
  const answer = await logInCall(place, '/set-password', { token, password })
  if (answer.status !== 200) throw new Error(`the invitation was answered ${answer.status} ${answer.text}`)
}

/** Makes a personal access token in a session, and gives the client that uses it. */
export async function machineOf(session: RestClient, name: string): Promise<RestClient> {
  const made = await session.done('POST', '/access-tokens', { name, expiresInDays: 1 })
  return session.withToken(textAt(made, 'token'))
}

function logInCall(place: RestPlace, path: string, body: unknown): Promise<CallAnswer> {
  return call(`${place.url}/api/auth${path}`, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: place.url },
    trusted: place.trusted,
  })
}
