import { removeApi } from '../services/api/remove.ts'
import { undeployEverywhere } from '../services/deploy-revision.ts'
import { dropApplication } from '../services/drop-application.ts'
import { dropSubscription } from '../services/drop-subscription.ts'
import { removePlan } from '../services/plan/remove.ts'
import { removeProvider } from '../services/provider/remove.ts'
import { pruneWithin } from './apply-applications.ts'
import { type Applying, fullName } from './applying.ts'

/** What a document does not name goes. Personal applications are people's own, and stay. */

export async function pruneApplications(applying: Applying): Promise<void> {
  const { writer, document } = applying
  const wanted = new Map(document.applications.map((config) => [config.name, config]))
  for (const application of await writer.find('application', {})) {
    const config = wanted.get(application.name)
    if (config !== undefined) await pruneWithin(applying, application, config)
    else if (application.kind !== 'personal' || application.managedBy === 'file')
      await dropApplication(writer, application)
  }
}

/** With what is left of its users: the document names none of them any more. */
export async function pruneApis({ verb, writer, document }: Applying): Promise<void> {
  const wanted = new Set(document.apis.map(fullName))
  for (const api of await writer.find('api', {})) {
    if (wanted.has(fullName(api))) continue
    for (const subscription of await writer.find('subscription', { apiId: api.id }))
      await dropSubscription(writer, subscription)
    await undeployEverywhere(writer, api)
    if (api.state !== 'retired' && api.state !== 'created') await writer.update('api', api, { state: 'retired' })
    await removeApi(verb, api.id)
  }
}

/** Last, when nothing refers to them any more; what is still used elsewhere is refused by its own verb. */
export async function pruneBasics({ verb, writer, document }: Applying): Promise<void> {
  const plans = new Set(document.plans.map(({ name }) => name))
  for (const plan of await writer.find('plan', {})) if (!plans.has(plan.name)) await removePlan(verb, plan.id)
  const inUse = new Set((await writer.find('endpoint', {})).map(({ credentialId }) => credentialId))
  for (const credential of await writer.find('credential', { managedBy: 'file' }))
    if (!inUse.has(credential.id)) await writer.remove('credential', credential)
  const providers = new Set(document.providers.map(({ name }) => name))
  for (const provider of await writer.find('provider', {}))
    if (!providers.has(provider.name)) await removeProvider(verb, provider.id)
}
