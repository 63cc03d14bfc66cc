import { endpointUrlProblem } from '../../config/endpoint-url.ts'
import type { ChannelTarget } from '../../quota-state/channel-target.ts'
import type { AlertChannelRecord } from '../../storage/records.ts'
import type { Reader } from '../../storage/store.ts'
import { conflict, invalidField } from '../problem.ts'
import type { Verb } from '../verb.ts'

interface Given {
  readonly type: AlertChannelRecord['type']
  readonly url: string | undefined
  readonly secret: string | undefined
  readonly recipients: readonly string[]
}

/** What such a channel needs, all of it and nothing else; null: it has no address of its own. */
export function checkedTarget(verb: Verb, { type, url, secret, recipients }: Given): ChannelTarget | null {
  if (type === 'email') {
    if (!verb.sendsMail)
      throw invalidField('type', 'needs a mail server: set TOLLGATE_SMTP_URL and TOLLGATE_MAIL_FROM first')
    if (recipients.length === 0) throw invalidField('recipients', 'is empty: say who gets the alerts')
    for (const [field, value] of Object.entries({ url, secret }))
      if (value !== undefined) throw invalidField(field, 'is nothing that e-mail has; leave it out')
    return null
  }
  if (recipients.length > 0) throw invalidField('recipients', `is of e-mail only; leave it out for ${type}`)
  if (url === undefined) throw invalidField('url', 'is missing: say where the alerts are sent')
  if (type === 'slack' && secret !== undefined)
    throw invalidField('secret', 'is of webhook only: Slack reads no signature')
  if (type === 'webhook' && secret === undefined)
    throw invalidField('secret', 'is missing: what is received is told from a forgery by it')
  return { url: checkedUrl(verb, url), secret: secret ?? '' }
}

export async function nameIsFree(reader: Reader, name: string): Promise<void> {
  const [holder] = await reader.find('alertChannel', { name })
  if (holder !== undefined)
    throw conflict(`There is an alert channel ${name} already (${holder.id}): choose another name.`, 'name')
}

/** A query is let through: many webhooks have their token there. */
function checkedUrl({ allowPrivateUpstreams }: Verb, text: string): string {
  const url = URL.parse(text.trim())
  if (url !== null) url.search = ''
  const problem = endpointUrlProblem(url?.href ?? text, allowPrivateUpstreams)
  if (problem !== undefined) throw invalidField('url', problem)
  return new URL(text.trim()).href
}
