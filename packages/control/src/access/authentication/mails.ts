import type { MailMessage } from '../../mail/mailer.ts'
import type { PasswordLink } from './authentication-contract.ts'

export function invitationMail(to: string, link: PasswordLink): MailMessage {
  return {
    to,
    subject: 'You are invited to Tollgate',
    text: `You have been invited to Tollgate, the gateway for coding agents.

Choose a password here, and you are in:
${link.url}

The link works once, until ${utc(link.expiresAt)}. If you do not know what this is about, ignore this mail.
`,
  }
}

export function resetMail(to: string, link: PasswordLink): MailMessage {
  return {
    to,
    subject: 'A new password for Tollgate',
    text: `Somebody, probably you, has asked for a new password for Tollgate.

Choose it here:
${link.url}

The link works once, until ${utc(link.expiresAt)}. If it was not you, ignore this mail: nothing has changed.
`,
  }
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
