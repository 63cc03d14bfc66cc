import type { ConfigFile } from '@tollgate/contract/config-file'
import { formatPath } from '../config/problem.ts'
import { createDenyRule } from '../services/deny-rule/create.ts'
import { removeDenyRule } from '../services/deny-rule/remove.ts'
import { updateDenyRule } from '../services/deny-rule/update.ts'
import { invalidField } from '../services/problem.ts'
import { createQuota } from '../services/quota/create.ts'
import { findSubject } from '../services/quota/quota-subject.ts'
import { removeQuota } from '../services/quota/remove.ts'
import { updateQuota } from '../services/quota/update.ts'
import { rowId } from '../snapshot/row-id.ts'
import { type Applying, declaredId, fullName } from './applying.ts'

/** Last of all, because they name everything else. */

export async function applyQuotas(applying: Applying): Promise<void> {
  const { verb, writer, document } = applying
  for (const { scope, subject = null, concurrency = null, ...rest } of document.quotas) {
    const [known] = await writer.find('quota', { name: rest.name })
    const changes = { ...rest, concurrency }
    if (known !== undefined && known.scope === scope) {
      const isSame = known.subject === subject || known.subject === (await findSubject(writer, scope, subject))
      if (isSame) {
        await updateQuota(verb, { id: known.id, changes })
        continue
      }
    }
    // For somebody else it is another quota.
    if (known !== undefined) await removeQuota(verb, known.id)
    const id = await declaredId(applying, 'quota', rowId('quota', rest.name))
    await createQuota(verb, { ...changes, ...id, scope, subject })
  }
}

export async function applyDenyRules(applying: Applying): Promise<void> {
  const { verb, writer, document } = applying
  for (const [index, config] of document.denyRules.entries()) {
    const { name, person = null, addresses = null, inverted, enabled } = config
    const fields = {
      person,
      addresses,
      isInverted: inverted,
      isEnabled: enabled,
      ...(await idsOf(applying, config, index)),
    }
    const [known] = await writer.find('denyRule', { name })
    if (known !== undefined) {
      await updateDenyRule(verb, { id: known.id, changes: fields })
      continue
    }
    const id = await declaredId(applying, 'denyRule', rowId('denyRule', name))
    await createDenyRule(verb, { ...fields, ...id, name })
  }
}

/** What a document names no more; before all else, because a rule or a quota may be for what goes as well. */
export async function pruneQuotas({ verb, writer, document }: Applying): Promise<void> {
  const quotas = new Set(document.quotas.map(({ name }) => name))
  for (const { id, name } of await writer.find('quota', {})) if (!quotas.has(name)) await removeQuota(verb, id)
  const rules = new Set(document.denyRules.map(({ name }) => name))
  for (const { id, name } of await writer.find('denyRule', {})) if (!rules.has(name)) await removeDenyRule(verb, id)
}

async function idsOf(
  { writer }: Applying,
  { api, application }: ConfigFile['denyRules'][number],
  index: number,
): Promise<{ readonly apiId: string | null; readonly applicationId: string | null }> {
  const at = (field: string) => formatPath(['denyRules', index, field])
  const apis = api === undefined ? [] : await writer.find('api', {})
  const apiId = apis.find((one) => fullName(one) === api)?.id ?? null
  if (api !== undefined && apiId === null) throw invalidField(at('api'), `names no API: ${api}`)
  const named = application === undefined ? [] : await writer.find('application', { name: application })
  const applicationId = named[0]?.id ?? null
  if (application !== undefined && applicationId === null)
    throw invalidField(at('application'), `names no application: ${application}`)
  return { apiId, applicationId }
}
