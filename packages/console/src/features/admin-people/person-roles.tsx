import { Button, Group, Select } from '@mantine/core'
import type { Role, RoleBinding } from '@tollgate/contract/resources/role-binding'
import { useState } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'

/** What somebody may do, and where. */
export function PersonRoles({ personId }: { readonly personId: string }) {
  const may = useMay()
  const [role, setRole] = useState<string | null>(null)
  const asked = useAnswer('listRoleBindings', { query: { subjectId: personId, limit: 200 } })
  const roles = useAnswer('listRoles', {})
  const grant = useChange('grantRole', {
    says: (made) => `${made.subjectName} is ${made.role} now.`,
    afterwards: () => setRole(null),
  })
  const isAllowed = may('people:manage')
  const give = () =>
    role !== null && grant.mutate({ body: { subjectKind: 'person', subjectId: personId, role: role as Role } })
  const form = isAllowed && (
    <Group gap="xs">
      <Select
        aria-label="Role"
        placeholder="Role"
        data={(roles.data?.items ?? []).map((one) => one.role)}
        value={role}
        onChange={setRole}
      />
      <Button variant="default" disabled={role === null} loading={grant.isPending} onClick={give}>
        Give role
      </Button>
    </Group>
  )
  return (
    <Block title="Roles" says="Those of their teams come on top." action={form}>
      <Answered asked={asked} lines={2}>
        {({ items }) =>
          items.length === 0 ? <Empty says="No role of their own." /> : <Bindings items={items} isAllowed={isAllowed} />
        }
      </Answered>
    </Block>
  )
}

interface BindingsProps {
  readonly items: readonly RoleBinding[]
  readonly isAllowed: boolean
}

function Bindings({ items, isAllowed }: BindingsProps) {
  const revoke = useChange('revokeRole', { says: () => 'The role is taken away.' })
  const takeAway = ({ id, role }: RoleBinding) =>
    isAllowed && (
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={`Take away: ${role}`}
        onClick={() => revoke.mutate({ params: { id } })}
      >
        Take away
      </Button>
    )
  return (
    <DataTable
      label="Roles"
      rows={items}
      rowId={({ id }) => id}
      columns={[
        { name: 'Role', cell: ({ role }) => role },
        { name: 'Where', cell: ({ scopeKind, scopeName }) => scopeName ?? `the whole ${scopeKind}` },
        { name: 'Change', cell: takeAway },
      ]}
    />
  )
}
