import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useAnswer, useAnswerPages } from '../../client/use-answer.ts'
import { useMay, useMe } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { applicationColumns } from './application-columns.tsx'
import { applicationPath } from './application-words.ts'
import { lastWeek } from './last-week.ts'
import { NewApplication } from './new-application.tsx'

const mine = 'mine'

/** What do I own? */
export function ApplicationsPage() {
  const may = useMay()
  const { values, set, go } = useAddress()
  const isOpen = values.open === 'new' && may('applications:own')
  return (
    <Page
      title="Applications"
      says="What calls APIs: a person’s own agents, a team’s, or a machine. Keys and subscriptions belong to one."
      isWide
      action={may('applications:own') && <Button onClick={() => go({ open: 'new' })}>New application</Button>}
    >
      <Stack gap="md">
        <Filters />
        <ApplicationTable />
      </Stack>
      <NewApplication isOpen={isOpen} onClose={() => set({ open: '' })} />
    </Page>
  )
}

function Filters() {
  const { teams, person } = useMe()
  const { values, set } = useAddress()
  const own = person === null ? [] : [{ value: mine, label: 'Mine alone' }]
  return (
    <Group gap="sm">
      <TextInput
        aria-label="Filter by name"
        placeholder="Name"
        leftSection={<Search size={14} aria-hidden />}
        defaultValue={values.search ?? ''}
        onChange={(event) => set({ search: event.currentTarget.value })}
        w={240}
      />
      <Select
        aria-label="Whose"
        placeholder="Anybody’s"
        data={[...own, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
        value={values.whose ?? null}
        onChange={(whose) => set({ whose: whose ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': 'Anybody’s' }}
        w={180}
      />
    </Group>
  )
}

function ApplicationTable() {
  const { person } = useMe()
  const { values } = useAddress()
  const navigate = useNavigate()
  const { whose } = values
  const search = values.search?.slice(0, 100) || undefined
  const of = whose === mine ? { ownerId: person?.id } : { teamId: whose }
  const asked = useAnswerPages('listApplications', { query: { limit: 50, search, ...of } })
  const usage = useAnswer('getUsageBreakdown', { query: { ...lastWeek(), by: 'application', limit: 1_000 } })
  const tokens = new Map(usage.data?.items.map(({ value, totalTokens }) => [value, totalTokens]))
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Answered asked={asked}>
      {() =>
        rows.length === 0 ? (
          <NoApplications isFiltered={search !== undefined || whose !== undefined} />
        ) : (
          <DataTable
            label="Applications"
            columns={applicationColumns(tokens)}
            rows={rows}
            rowId={({ id }) => id}
            onOpen={({ id }) => void navigate({ href: applicationPath(id) })}
            onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          />
        )
      }
    </Answered>
  )
}

function NoApplications({ isFiltered }: { readonly isFiltered: boolean }) {
  const { set } = useAddress()
  if (!isFiltered)
    return <Empty says="An application is what calls an API: my-laptop, the agents of a team, a nightly build." />
  return (
    <Empty says="No application is like that.">
      <Button variant="default" onClick={() => set({ search: '', whose: '' })}>
        Show all
      </Button>
    </Empty>
  )
}
