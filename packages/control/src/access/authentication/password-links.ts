import { randomBytes } from 'node:crypto'
import type { MailMessage } from '../../mail/mailer.ts'
import type { PasswordLink, PasswordRefusal } from './authentication-contract.ts'
import type { Engine } from './engine.ts'
import { invitationMail, resetMail } from './mails.ts'
import { passwordObjection } from './password-rules.ts'
import { createUser, setPassword } from './users.ts'

const hourMs = 60 * 60 * 1000
const resetMs = hourMs
const invitationMs = 7 * 24 * hourMs
const tokenBytes = 32

/** Mails a link if somebody with a password, or with nothing yet, has this address. Never says whether. */
export async function startPasswordReset(engine: Engine, email: string): Promise<void> {
  const { internalAdapter } = await engine.auth.$context
  const found = await internalAdapter.findUserByEmail(email.trim().toLowerCase(), { includeAccounts: true })
  if (found === null || !mayHavePassword(found.accounts)) return
  if ((await engine.throttle.take('link', found.user.email)) !== undefined) return
  if (engine.settings.mail === undefined) {
    engine.settings.log.warn('log-in: a password reset was asked for, but no mail server is configured')
    return
  }
  const link = await createPasswordLink(engine, found.user.id, resetMs)
  sendInBackground(engine, resetMail(found.user.email, link))
}

/** Who comes only through an identity provider must not get a way around it by mail. */
function mayHavePassword(accounts: readonly { readonly providerId: string }[]): boolean {
  return accounts.length === 0 || accounts.some(({ providerId }) => providerId === 'credential')
}

export async function startInvitation(
  engine: Engine,
  invited: { readonly email: string; readonly name: string },
): Promise<PasswordLink> {
  const authUserId = await createUser(engine, { ...invited, password: null })
  if (typeof authUserId !== 'string') throw new Error(authUserId.refused)
  const link = await createPasswordLink(engine, authUserId, invitationMs)
  sendInBackground(engine, invitationMail(invited.email, link))
  return link
}

/** A new link makes the earlier ones of this user worthless. */
export async function createPasswordLink(
  engine: Engine,
  authUserId: string,
  validMs: number = resetMs,
): Promise<PasswordLink> {
  const { internalAdapter } = await engine.auth.$context
  const token = randomBytes(tokenBytes).toString('base64url')
  const expiresAt = Date.now() + validMs
  await forgetLinks(engine, authUserId)
  await internalAdapter.createVerificationValue({
    identifier: identifierOf(token),
    value: markOf(authUserId),
    expiresAt: new Date(expiresAt),
  })
  // Behind the '#': it reaches no server and no log on the way.
  const url = `${engine.settings.baseUrl}${engine.settings.pages.setPassword}#token=${token}`
  return { authUserId, url, expiresAt }
}

/** Undefined: done. The link is spent only when the password is good and the person may still have one. */
export async function redeemLink(
  engine: Engine,
  token: string,
  password: string,
): Promise<'invalid-link' | PasswordRefusal | undefined> {
  const { internalAdapter } = await engine.auth.$context
  const kept = await internalAdapter.findVerificationValue(identifierOf(token))
  const authUserId = kept === null || kept.expiresAt.getTime() <= Date.now() ? undefined : userOf(kept.value)
  const user = authUserId === undefined ? null : await internalAdapter.findUserById(authUserId)
  if (user === null) return 'invalid-link'
  const objection = passwordObjection(password, user.email)
  if (objection !== undefined) return { refused: objection }
  const consumed = await internalAdapter.consumeVerificationValue(identifierOf(token))
  if (consumed === null) return 'invalid-link'
  const arrival = { authUserId: user.id, email: user.email, identity: undefined }
  if (!(await engine.settings.people.welcome(arrival))) return 'invalid-link'
  const refusal = await setPassword(engine, user.id, password)
  if (refusal === undefined) await forgetLinks(engine, user.id)
  return refusal
}

function sendInBackground({ settings, background }: Engine, message: MailMessage): void {
  const { mail } = settings
  if (mail !== undefined) background.run('a mail could not be sent', () => mail(message))
}

async function forgetLinks({ auth }: Engine, authUserId: string): Promise<void> {
  const { adapter } = await auth.$context
  await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: markOf(authUserId) }] })
}

function identifierOf(token: string): string {
  return `set-password:${token}`
}

function markOf(authUserId: string): string {
  return `set-password-of:${authUserId}`
}

function userOf(value: string): string | undefined {
  return /^set-password-of:(.+)$/.exec(value)?.[1]
}
