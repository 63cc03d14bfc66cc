import { betterAuthProblem } from './better-auth-problem.ts'
import type { Reply } from './engine.ts'
import { jsonResponse, type Outcome } from './problem.ts'

export function succeeded({ status }: Reply): boolean {
  return status >= 200 && status < 300
}

/** Our own body, better-auth's cookies: what else it says (tokens above all) stays here. */
export function withCookies(response: Response, reply: Reply): Response {
  for (const cookie of reply.cookies) response.headers.append('set-cookie', cookie)
  return response
}

/** `body` where better-auth did it, else its error as a problem. */
export function answer(reply: Reply, body: unknown): Outcome {
  if (succeeded(reply)) return withCookies(jsonResponse(body), reply)
  return { ...betterAuthProblem(reply.status, reply.body), cookies: reply.cookies }
}
