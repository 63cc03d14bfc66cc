/** What somebody may do. A route names one; a role is a set of them. */
export const permissions = [
  'people:read',
  'people:manage',
  'teams:read',
  'teams:manage',
  'providers:read',
  'providers:manage',
  'credentials:read',
  'credentials:manage',
  'models:read',
  'models:manage',
  'environments:read',
  'environments:manage',
  'gateways:read',
  'gateways:manage',
  'plans:read',
  'plans:manage',
  /** Limits beside the plans: all of them, or those that count oneself. */
  'quotas:read',
  'quotas:manage',
  'deny-rules:read',
  'deny-rules:manage',
  /** APIs as their publishers see them: working copy, endpoints, policies, revisions. */
  'apis:read',
  'apis:manage',
  /** APIs as their users see them: published, and visible to them. */
  'catalogue:read',
  /** Every application, subscription and key of the scope. */
  'applications:read',
  'applications:manage',
  /** One's own and one's teams' applications, with their subscriptions and keys. */
  'applications:own',
  'subscriptions:manage',
  'requests:answer',
  /** Every call of the scope: of its applications and APIs. */
  'usage:read',
  'settings:read',
  'settings:manage',
  'audit:read',
  'configuration:read',
  'configuration:apply',
] as const
export type Permission = (typeof permissions)[number]

export const roleNames = ['admin', 'publisher', 'developer', 'viewer'] as const
export type RoleName = (typeof roleNames)[number]

const viewer: readonly Permission[] = [
  'people:read',
  'teams:read',
  'providers:read',
  'credentials:read',
  'models:read',
  'environments:read',
  'gateways:read',
  'plans:read',
  'quotas:read',
  'deny-rules:read',
  'apis:read',
  'catalogue:read',
  'applications:read',
  'usage:read',
  'settings:read',
  'audit:read',
]

/** The one place that says what a role may do. */
export const roles: Readonly<Record<RoleName, ReadonlySet<Permission>>> = {
  admin: new Set(permissions),
  publisher: new Set<Permission>([
    'teams:read',
    'providers:read',
    'credentials:read',
    'credentials:manage',
    'models:read',
    'environments:read',
    'gateways:read',
    'plans:read',
    'plans:manage',
    'quotas:read',
    'deny-rules:read',
    'apis:read',
    'apis:manage',
    'catalogue:read',
    'applications:read',
    'applications:own',
    'subscriptions:manage',
    'requests:answer',
    'usage:read',
  ]),
  developer: new Set<Permission>([
    'teams:read',
    'models:read',
    'plans:read',
    'quotas:read',
    'catalogue:read',
    'applications:own',
  ]),
  viewer: new Set(viewer),
}
