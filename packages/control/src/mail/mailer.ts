import { createTransport } from 'nodemailer'

export interface MailMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface Mailer {
  /** Resolves when the mail server has taken the message; rejects with the reason why it did not. */
  readonly send: (message: MailMessage) => Promise<void>
  readonly close: () => void
}

export interface MailerOptions {
  /** `smtp://user:password@host:587` (STARTTLS where the server offers it) or `smtps://…:465`. */
  readonly url: string
  /** `Tollgate <tollgate@example.com>` */
  readonly from: string
}

const timeoutMs = 15_000

/** Sends plain-text mail through one SMTP server. */
export function createMailer({ url, from }: MailerOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message holds what we wrote and an address: it must not be able to pull in a file or a page.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ to, subject, text }) => {
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text })
    },
    close: () => transport.close(),
  }
}
