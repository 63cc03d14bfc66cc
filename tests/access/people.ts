import assert from 'node:assert/strict'
import { type Answer, bearer, type Client } from './client.ts'
import type { Identity } from './identities.ts'

export const password = 'nobody guesses this phrase 7'

/** A person who has accepted an invitation, is signed in, and has made an access token. */
export interface SignedUp extends Identity {
  readonly id: string
  readonly email: string
}

/** Follows the link of an invitation, signs in, and makes an access token. */
export async function signUp(client: Client, invited: { id: string; email: string; url: string }): Promise<SignedUp> {
  const { id, email, url } = invited
  const token = url.split('#token=')[1]
  ok(await client.send({ method: 'POST', path: '/api/auth/set-password', body: { token, password } }))
  const cookie = await signIn(client, email)
  return { id, email, cookie, token: bearer((await makeToken(client, cookie, { name: 'test' })).token) }
}

/** The headers of a browser on the console's own pages. */
export async function signIn(client: Client, email: string): Promise<Readonly<Record<string, string>>> {
  const answer = ok(await client.send({ method: 'POST', path: '/api/auth/sign-in/email', body: { email, password } }))
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0])
  return { cookie: cookies.join('; '), origin: client.origin }
}

export async function makeToken(
  client: Client,
  cookie: Readonly<Record<string, string>>,
  body: { readonly name: string; readonly readOnly?: boolean },
): Promise<{ readonly id: string; readonly token: string }> {
  const { json } = ok(await client.send({ method: 'POST', path: '/api/v1/access-tokens', headers: cookie, body }))
  return { id: String(json.id), token: String(json.token) }
}

/** The answer, where it is a good one. */
export function ok(answer: Answer): Answer {
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${answer.text}`)
  return answer
}
