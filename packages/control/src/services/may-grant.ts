import type { Grant } from '../access/actor.ts'
import { grantOf, scopeIdOf } from '../access/grants.ts'
import { roles } from '../access/permissions.ts'
import type { Reader } from '../storage/store.ts'
import { Problem } from './problem.ts'
import type { Verb } from './verb.ts'

/** Nobody gives away what they do not have. */
export function mustHave({ actor }: Verb, wanted: Grant, message?: string): void {
  if (actor.grants.some((grant) => holds(grant, wanted))) return
  const where = wanted.scope.kind === 'organisation' ? 'in the organisation' : `for the ${wanted.scope.kind}`
  throw new Problem(
    'forbidden',
    message ??
      `You do not have the role ${wanted.role} ${where} yourself, so you cannot give it: ask an administrator.`,
  )
}

/** Who is taken into a team gets its roles. */
export async function mustHaveRolesOfTeam(verb: Verb, reader: Reader, teamId: string): Promise<void> {
  const bindings = await reader.find('roleBinding', { subjectKind: 'team', subjectId: teamId })
  for (const binding of bindings) {
    const grant = grantOf(binding)
    if (grant === undefined) continue
    const sentence = `The people of this team get the role ${binding.role}, which is more than you have: ask an administrator to add them.`
    mustHave(verb, grant, sentence)
  }
}

function holds(own: Grant, wanted: Grant): boolean {
  const covers = own.scope.kind === 'organisation' || scopeIdOf(own) === scopeIdOf(wanted)
  return covers && [...roles[wanted.role]].every((permission) => roles[own.role].has(permission))
}
