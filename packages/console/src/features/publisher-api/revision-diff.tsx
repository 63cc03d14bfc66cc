import { Code, Text } from '@mantine/core'
import type { ApiRevision } from '@tollgate/contract/resources/revision'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Block } from '../../ui/block.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { differences } from './differences.ts'

interface RevisionDiffProps {
  readonly apiId: string
  readonly older: ApiRevision
  readonly newer: ApiRevision
}

/** What became different from one revision to another, field by field. */
export function RevisionDiff({ apiId, older, newer }: RevisionDiffProps) {
  const before = useAnswer('getRevision', { params: { id: apiId, revisionId: older.id } })
  const after = useAnswer('getRevision', { params: { id: apiId, revisionId: newer.id } })
  return (
    <Block title={`From revision ${older.number} to ${newer.number}`}>
      <Answered asked={before}>
        {(one) => (
          <Answered asked={after}>{(other) => <Differences before={one.content} after={other.content} />}</Answered>
        )}
      </Answered>
    </Block>
  )
}

function Differences({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const rows = differences(before, after)
  if (rows.length === 0) return <Text size="sm">They are the same.</Text>
  return (
    <DataTable
      label="Differences"
      rows={rows}
      rowId={({ path }) => path}
      columns={[
        { name: 'Field', cell: ({ path }) => <Code>{path}</Code> },
        { name: 'Before', cell: (row) => <Shown value={row.before} /> },
        { name: 'After', cell: (row) => <Shown value={row.after} /> },
      ]}
    />
  )
}

function Shown({ value }: { readonly value: string | undefined }) {
  if (value === undefined)
    return (
      <Text size="sm" c="dimmed">
        not there
      </Text>
    )
  return <Code>{value}</Code>
}
