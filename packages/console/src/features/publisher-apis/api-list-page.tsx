import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useAnswer, useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { apiPath } from '../../ui/api-tabs.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { lastDay } from '../../ui/last-day.ts'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { apiColumns } from './api-columns.tsx'

const states = ['created', 'published', 'blocked', 'deprecated', 'retired'] as const
type State = (typeof states)[number]

/** What is offered, and whether it is well. */
export function ApiListPage() {
  const may = useMay()
  return (
    <Page
      title="APIs"
      says="What agents call through Tollgate. Numbers are of the last 24 hours."
      isWide
      action={
        may('apis:manage') && (
          <Button component={Link} to="/publisher/apis/new">
            New API
          </Button>
        )
      }
    >
      <Stack gap="md">
        <Filters />
        <ApiTable />
      </Stack>
    </Page>
  )
}

function Filters() {
  const { values, set } = useAddress()
  const may = useMay()
  const providers = useAnswer('listProviders', { query: { limit: 200 } }, { isOn: may('providers:read') })
  return (
    <Group gap="sm" align="end">
      <TextInput
        aria-label="Filter by name, context or description"
        placeholder="Name, context or description"
        leftSection={<Search size={14} aria-hidden />}
        defaultValue={values.search ?? ''}
        onChange={(event) => set({ search: event.currentTarget.value })}
        w={280}
      />
      <Select
        aria-label="State"
        placeholder="Any state"
        data={[...states]}
        value={values.state ?? null}
        onChange={(state) => set({ state: state ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
        w={150}
      />
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        data={(providers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={values.provider ?? null}
        onChange={(provider) => set({ provider: provider ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any provider' }}
        w={170}
      />
    </Group>
  )
}

function ApiTable() {
  const { values } = useAddress()
  const navigate = useNavigate()
  const state = states.find((one): one is State => one === values.state)
  const filters = { search: values.search?.slice(0, 100) || undefined, state, providerId: values.provider }
  const asked = useAnswerPages('listApis', { query: { limit: 50, ...filters } })
  const usage = useAnswer('getUsageBreakdown', { query: { ...lastDay(), by: 'api', order: 'calls', limit: 1_000 } })
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return (
    <Answered asked={asked}>
      {() =>
        rows.length === 0 ? (
          <NoApis isFiltered={isFiltered} />
        ) : (
          <DataTable
            label="APIs"
            columns={apiColumns(new Map(usage.data?.items.map((row) => [row.value, row])))}
            rows={rows}
            rowId={({ id }) => id}
            onOpen={({ id }) => void navigate({ href: apiPath(id) })}
            onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
          />
        )
      }
    </Answered>
  )
}

function NoApis({ isFiltered }: { readonly isFiltered: boolean }) {
  const { set } = useAddress()
  const may = useMay()
  if (isFiltered)
    return (
      <Empty says="No API is like that.">
        <Button variant="default" onClick={() => set({ search: '', state: '', provider: '' })}>
          Show all
        </Button>
      </Empty>
    )
  return (
    <Empty says="An API is one provider behind an address of your own, with your rules, plans and people: OpenAI at /openaiapi/2.3.0, for example.">
      {may('apis:manage') && (
        <Button component={Link} to="/publisher/apis/new">
          New API
        </Button>
      )}
    </Empty>
  )
}
