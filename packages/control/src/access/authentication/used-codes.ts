import type { Engine, Reply } from './engine.ts'

const slotMs = 24 * 60 * 60 * 1000
/** better-auth takes a code half a minute before and after its own half minute. */
const validMs = 90 * 1000

/** What better-auth says of a log-in; only the log-in code of this folder sees it. */
interface SignedIn {
  readonly token: string
  readonly user: { readonly id: string }
}

/**
 * A time-based code counts once, or whoever watches it being typed can use it too. False: it had been used, and the session that
 * better-auth has just made is gone again. Two slots are claimed so that no midnight comes between two uses.
 */
export async function claimCode({ auth }: Engine, { body }: Reply, code: string): Promise<boolean> {
  const { token, user } = body as SignedIn
  const { internalAdapter } = await auth.$context
  const now = Date.now()
  const slots = new Set([Math.floor(now / slotMs), Math.floor((now + validMs) / slotMs)])
  const claims = [...slots].map((slot) =>
    internalAdapter.reserveVerificationValue({
      identifier: `used-code:${user.id}:${code}:${slot}`,
      value: 'used',
      expiresAt: new Date(now + 2 * slotMs),
    }),
  )
  const fresh = (await Promise.all(claims)).every(Boolean)
  if (!fresh) await internalAdapter.deleteSession(token)
  return fresh
}
