import type { PlanCreate } from '@tollgate/contract/resources/plan'
import type { PlanRecord } from '../../storage/records.ts'
import { storedLimit, storedWarnAt } from '../plan-limits.ts'
import { requireTeams } from '../require-teams.ts'
import { authorise, change, managedBy, mayBeEdited, type Verb } from '../verb.ts'
import { nameIsFree } from './name-is-free.ts'

/** `id` is given where a configuration file declares it. */
export function createPlan(verb: Verb, input: PlanCreate & { readonly id?: string }): Promise<PlanRecord> {
  authorise(verb, 'plans:manage')
  mayBeEdited(verb)
  const { limits, concurrency, warnAt, outputCap, ...rest } = input
  return change(verb, 'plan.create', async (writer) => {
    await nameIsFree(writer, input.name)
    await requireTeams(writer, input.audienceTeamIds, 'audienceTeamIds')
    return await writer.insert('plan', {
      ...rest,
      ...managedBy(verb),
      limits: limits.map(storedLimit),
      concurrencyMax: concurrency,
      warnAt: storedWarnAt(warnAt),
      outputTokensMax: outputCap,
    })
  })
}
