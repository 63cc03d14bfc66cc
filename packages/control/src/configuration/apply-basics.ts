import { createPlan } from '../services/plan/create.ts'
import { updatePlan } from '../services/plan/update.ts'
import { createProvider } from '../services/provider/create.ts'
import { updateProvider } from '../services/provider/update.ts'
import { createTeam } from '../services/team/create.ts'
import { updateTeam } from '../services/team/update.ts'
import { rowId } from '../snapshot/row-id.ts'
import { type Applying, declaredId } from './applying.ts'

/** What others refer to by name. */

export async function applyTeams({ verb, writer, document }: Applying): Promise<void> {
  for (const { name, costCentre = null } of document.teams) {
    const [team] = await writer.find('team', { name })
    if (team === undefined) await createTeam(verb, { name, costCentre, ownerId: null, identityGroup: null })
    else await updateTeam(verb, { id: team.id, changes: { costCentre } })
  }
}

export async function applyProviders(applying: Applying): Promise<void> {
  const { verb, writer, document } = applying
  for (const { name, type } of document.providers) {
    const [provider] = await writer.find('provider', { name })
    if (provider !== undefined) {
      await updateProvider(verb, { id: provider.id, changes: { type } })
      continue
    }
    const id = await declaredId(applying, 'provider', rowId('provider', name))
    await createProvider(verb, { ...id, ...emptyProvider, name, type })
  }
}

const emptyProvider = { baseUrl: null, dialects: null, errorMap: null, usageExtraction: null } as const

export async function applyPlans(applying: Applying): Promise<void> {
  const { verb, writer, document } = applying
  for (const { name, concurrency = null, outputCap = null, ...rest } of document.plans) {
    const [plan] = await writer.find('plan', { name })
    const fields = { ...rest, concurrency, outputCap }
    if (plan !== undefined) {
      await updatePlan(verb, { id: plan.id, changes: fields })
      continue
    }
    const id = await declaredId(applying, 'plan', rowId('plan', name))
    await createPlan(verb, { ...id, ...fields, name, models: null, audienceTeamIds: null })
  }
}
