import { type Permission, permissions, type RoleName, roleNames, roles } from '../../access/permissions.ts'

export interface ExplainedRole {
  readonly role: RoleName
  readonly description: string
  readonly permissions: readonly Permission[]
}

const descriptions: Readonly<Record<RoleName, string>> = {
  admin: 'Everything: people, teams, gateways, settings, and all that publishers do.',
  publisher: 'Makes, deploys and publishes APIs with their plans and credentials, and answers the requests for them.',
  developer: 'Finds APIs in the catalogue, and uses them with applications, subscriptions and keys of their own.',
  viewer: 'Looks at everything, the audit log as well, and changes nothing.',
}

export function explainRoles(): ExplainedRole[] {
  return roleNames.map((role) => ({
    role,
    description: descriptions[role],
    permissions: permissions.filter((permission) => roles[role].has(permission)),
  }))
}
