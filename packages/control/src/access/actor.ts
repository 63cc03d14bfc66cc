import type { AuditActor } from '../storage/records.ts'
import { type Permission, type RoleName, roles } from './permissions.ts'

/** One role that the actor has, and where it holds. */
export interface Grant {
  readonly role: RoleName
  readonly scope: { readonly kind: 'organisation' } | { readonly kind: 'team' | 'api'; readonly id: string }
}

/** Who is asking. Made by access/identify.ts for a request, by the program itself for its own work. */
export interface Actor {
  readonly organisationId: string
  readonly audit: AuditActor
  /** null: not a person (the machine itself, a configuration file). */
  readonly personId: string | null
  readonly grants: readonly Grant[]
  /** Teams of the person, now. */
  readonly teamIds: readonly string[]
  /** A token that may only read. */
  readonly readOnly: boolean
  readonly from: string
  readonly requestId: string | null
}

/** What a permission is asked for; nothing named: the organisation as a whole. */
export interface Target {
  readonly apiId?: string | null
  readonly teamId?: string | null
}

/** True where one of the actor's roles allows it in a scope that holds the target. */
export function allows(actor: Actor, permission: Permission, target: Target = {}): boolean {
  return actor.grants.some(({ role, scope }) => {
    if (!roles[role].has(permission)) return false
    if (scope.kind === 'organisation') return true
    return scope.kind === 'team' ? scope.id === target.teamId : scope.id === target.apiId
  })
}

/** True where some scope would do: a route lets such an actor in, the verb looks at the target. */
export function allowsSomewhere(actor: Actor, permission: Permission): boolean {
  return actor.grants.some(({ role }) => roles[role].has(permission))
}

/** Where the actor has the permission: everywhere, or in these teams and APIs only. */
export function scopeOf(
  actor: Actor,
  permission: Permission,
): 'everywhere' | { readonly teamIds: readonly string[]; readonly apiIds: readonly string[] } {
  if (allows(actor, permission)) return 'everywhere'
  const granted = actor.grants.filter(({ role }) => roles[role].has(permission)).map(({ scope }) => scope)
  return {
    teamIds: granted.flatMap((scope) => (scope.kind === 'team' ? [scope.id] : [])),
    apiIds: granted.flatMap((scope) => (scope.kind === 'api' ? [scope.id] : [])),
  }
}

/** The program itself, at work for an organisation: the first start, periodic work, a configuration file. */
export function systemActor(
  organisationId: string,
  who: { readonly kind: 'system' | 'file'; readonly name: string; readonly from: string },
): Actor {
  return {
    organisationId,
    audit: { kind: who.kind, id: null, name: who.name },
    personId: null,
    grants: [{ role: 'admin', scope: { kind: 'organisation' } }],
    teamIds: [],
    readOnly: false,
    from: who.from,
    requestId: null,
  }
}
