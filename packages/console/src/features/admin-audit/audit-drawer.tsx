import { Anchor, Drawer, Group, Stack, Table, Text } from '@mantine/core'
import type { AuditEntryView } from '@tollgate/contract/resources/audit-entry'
import { Moment } from '../../ui/moment.tsx'

interface AuditDrawerProps {
  readonly entry: AuditEntryView
  readonly onFilter: (filter: Readonly<Record<string, string>>) => void
  readonly onClose: () => void
}

/** One entry: what it was before, and what after. */
export function AuditDrawer({ entry, onFilter, onClose }: AuditDrawerProps) {
  const { actor, verb, at, from, requestId, hash, changes, changeCount } = entry
  return (
    <Drawer opened onClose={onClose} title={verb} size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        <Text size="sm" component="div">
          {actor.name}, <Moment at={at} />, from {from}
        </Text>
        {actor.id !== null && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => onFilter({ actor: actor.id ?? '', entry: '' })}
          >
            Everything that they did
          </Anchor>
        )}
        {changes.map((change) => (
          <div key={`${change.kind} ${change.id}`}>
            <Group justify="space-between">
              <Text size="sm" fw={500}>
                {change.kind} <code>{change.id}</code>
              </Text>
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => onFilter({ object: change.id, entry: '' })}
              >
                Everything done to it
              </Anchor>
            </Group>
            <Difference change={change} />
          </div>
        ))}
        {changeCount > changes.length && <Text size="sm">And {changeCount - changes.length} more.</Text>}
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          Request {requestId ?? '–'} · hash {hash}
        </Text>
      </Stack>
    </Drawer>
  )
}

function Difference({ change: { kind, before, after } }: { readonly change: AuditEntryView['changes'][number] }) {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const changed = fields.filter((field) => shown(before?.[field]) !== shown(after?.[field]))
  return (
    <Table aria-label={`What changed: ${kind}`} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th>Before</Table.Th>
          <Table.Th>After</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changed.map((field) => (
          <Table.Tr key={field}>
            <Table.Td>{field}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{shown(before?.[field])}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{shown(after?.[field])}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
