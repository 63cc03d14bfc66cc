import { allowsSomewhere } from '../access/actor.ts'
import type { Permission } from '../access/permissions.ts'
import { Problem } from './problem.ts'
import type { Verb } from './verb.ts'

/** Throws where the actor has the permission in no scope at all. */
export function authoriseSomewhere({ actor }: Verb, permission: Permission): void {
  if (actor.readOnly && !permission.endsWith(':read'))
    throw new Problem('forbidden', 'This token may only read: use one that may write.')
  if (!allowsSomewhere(actor, permission))
    throw new Problem(
      'forbidden',
      `This needs the permission ${permission}: ask an administrator for a role that has it.`,
    )
}
