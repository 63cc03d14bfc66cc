import { createHmac } from 'node:crypto'
import type { Logger } from 'pino'
import type { Mailer } from '../mail/mailer.ts'
import type { Vault } from '../secrets/vault.ts'
import type { AlertDelivery } from '../storage/alert-book.ts'
import type { AlertChannelRecord } from '../storage/records.ts'
import type { Store } from '../storage/store.ts'
import { type Alert, alertSchema } from './alert.ts'
import { openTarget } from './channel-target.ts'
import { postJson } from './post-json.ts'

interface AlertSenderOptions {
  readonly store: Pick<Store, 'read' | 'alerts'>
  readonly vault: Vault
  /** undefined: there is no mail server. */
  readonly mailer: Pick<Mailer, 'send'> | undefined
  readonly allowPrivate: boolean
  readonly log: Pick<Logger, 'warn'>
  now(): number
}

/** After each failure; after the last of them an alert is given up. */
const retryMs: readonly number[] = [10_000, 60_000, 300_000, 1_800_000, 7_200_000]
/** For one attempt, so that no two processes make it. */
const attemptMs = 60_000
const dueAtOnce = 20
/** Deliveries that are made at once when they are raised; others are taken a little later. */
const atOnceMax = 20

interface Sent {
  readonly isSent: boolean
  /** What is to be shown at the channel. */
  readonly problem: string | undefined
}

/** Hands alerts to channels: once at once, then later and later; how it went is noted at the channel. */
export class AlertSender {
  private readonly options: AlertSenderOptions
  private readonly running = new Set<Promise<void>>()

  constructor(options: AlertSenderOptions) {
    this.options = options
  }

  /** Begins at once, if there is room. */
  begin(delivery: AlertDelivery): void {
    if (this.running.size >= atOnceMax) return
    const done = this.attempt(delivery)
      .catch(() => undefined)
      .finally(() => this.running.delete(done))
    this.running.add(done)
  }

  /** Whatever is due, of all organisations. */
  async deliverDue(): Promise<void> {
    const { store, now } = this.options
    const due = await store.alerts.takeDue(dueAtOnce, now() + attemptMs)
    await Promise.all(due.map((delivery) => this.attempt(delivery)))
  }

  /** Resolves once what was begun has ended. */
  async close(): Promise<void> {
    await Promise.all(this.running)
  }

  /** undefined: it was taken; else a sentence why not. */
  async send(channel: AlertChannelRecord, alertId: string, alert: Alert): Promise<string | undefined> {
    const { isSent, problem } = await this.sendBy(channel, alertId, alert)
    await this.options.store.alerts.noteChannel(channel.id, problem ?? null)
    return isSent ? undefined : problem
  }

  private async attempt({ id, organisationId, channelId, alert, attempts }: AlertDelivery): Promise<void> {
    const { store, now, log } = this.options
    const channel = await store.read(organisationId).get('alertChannel', channelId)
    if (channel === undefined || !channel.isEnabled) return await store.alerts.drop(id)
    const problem = await this.send(channel, id, alertSchema.parse(JSON.parse(alert)))
    if (problem === undefined) return await store.alerts.drop(id)
    const waitMs = retryMs[attempts]
    log.warn({ channel: channel.name, reason: problem, isGivenUp: waitMs === undefined }, 'an alert was not delivered')
    if (waitMs === undefined) await store.alerts.drop(id)
    else await store.alerts.putOff(id, { attempts: attempts + 1, dueAt: now() + waitMs })
  }

  private async sendBy(channel: AlertChannelRecord, id: string, alert: Alert): Promise<Sent> {
    const { vault, allowPrivate, now } = this.options
    if (channel.type === 'email') return await this.mail(channel, alert)
    const { url, secret } = openTarget(vault, channel)
    if (channel.type === 'slack')
      return sentUnless(await postJson({ url, allowPrivate, headers: {}, body: JSON.stringify({ text: alert.text }) }))
    const body = JSON.stringify({ id, ...alert })
    const headers = { 'x-tollgate-signature': signatureOf(body, secret, Math.floor(now() / 1000)) }
    return sentUnless(await postJson({ url, allowPrivate, headers, body }))
  }

  private async mail({ recipients }: AlertChannelRecord, { text, usedPercent }: Alert): Promise<Sent> {
    const { mailer } = this.options
    if (mailer === undefined)
      return sentUnless('There is no mail server here: set TOLLGATE_SMTP_URL and TOLLGATE_MAIL_FROM.')
    const subject = `Tollgate: ${usedPercent} % of a limit are used`
    const sent = await Promise.allSettled(recipients.map((to) => mailer.send({ to, subject, text: `${text}\n` })))
    const failed = recipients.filter((_, index) => sent[index]?.status === 'rejected')
    if (failed.length === 0) return sentUnless(undefined)
    // Those who have it are not sent it again for the sake of the others.
    const problem = `The mail server did not take the mail to ${failed.join(', ')}.`
    return { isSent: failed.length < recipients.length, problem }
  }
}

function sentUnless(problem: string | undefined): Sent {
  return { isSent: problem === undefined, problem }
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA-256 of `<seconds>.<body>`. Who receives it refuses what is old. */
export function signatureOf(body: string, secret: string, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
