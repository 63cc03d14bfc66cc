import { conflict } from '../problem.ts'
import { authorise, change, current, mayBeEdited, type Verb } from '../verb.ts'

/** Refused while a subscription is on it or an API offers it. */
export function removePlan(verb: Verb, id: string): Promise<void> {
  authorise(verb, 'plans:manage')
  return change(verb, 'plan.delete', async (writer) => {
    const plan = await current(verb, writer, { kind: 'plan', id })
    mayBeEdited(verb, plan)
    const subscriptions = await writer.count('subscription', { planId: id })
    if (subscriptions > 0)
      throw conflict(
        `The plan ${plan.name} is still used by ${subscriptions} subscription(s): move them to another plan first.`,
      )
    const offering = (await writer.find('api', {})).filter(({ planIds }) => planIds.includes(id))
    if (offering.length > 0) {
      const names = offering.map(({ name, version }) => `${name}/${version}`).join(', ')
      throw conflict(`The plan ${plan.name} is still offered by ${names}: take it off there first.`)
    }
    await writer.remove('plan', plan)
  })
}
