import type { PlanUpdate } from '@tollgate/contract/resources/plan'
import type { PlanRecord } from '../../storage/records.ts'
import { storedLimit, storedWarnAt } from '../plan-limits.ts'
import { requireTeams } from '../require-teams.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'
import { nameIsFree } from './name-is-free.ts'

/** What is not given stays. Subscriptions follow at once. */
export function updatePlan(verb: Verb, { id, changes }: { id: string; changes: PlanUpdate }): Promise<PlanRecord> {
  authorise(verb, 'plans:manage')
  return change(verb, 'plan.update', async (writer) => {
    const plan = await current(verb, writer, { kind: 'plan', id })
    mayBeEdited(verb, plan)
    const { limits, concurrency, warnAt, outputCap, ...rest } = changes
    if (rest.name !== undefined && rest.name !== plan.name) await nameIsFree(writer, rest.name)
    await requireTeams(writer, rest.audienceTeamIds ?? null, 'audienceTeamIds')
    return await writer.update('plan', plan, {
      ...rest,
      ...(limits === undefined ? {} : { limits: limits.map(storedLimit) }),
      ...(concurrency === undefined ? {} : { concurrencyMax: concurrency }),
      ...(warnAt === undefined ? {} : { warnAt: storedWarnAt(warnAt) }),
      ...(outputCap === undefined ? {} : { outputTokensMax: outputCap }),
    })
  })
}
