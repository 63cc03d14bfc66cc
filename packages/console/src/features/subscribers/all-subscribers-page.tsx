import { Group, Select, Stack } from '@mantine/core'
import { useAnswer, useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { StateSelect } from './state-select.tsx'
import { columnsOfAll } from './subscriber-columns.tsx'
import { stateOf } from './subscriber-states.ts'

/** Who uses which API, with which limits, and how much of them? */
export function AllSubscribersPage() {
  const { values } = useAddress()
  const { api, plan, application } = values
  const query = { limit: 50, state: stateOf(values.state), apiId: api, planId: plan, applicationId: application }
  const asked = useAnswerPages('listSubscriptions', { query })
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  const isFiltered = [values.state, api, plan, application].some((value) => value !== undefined)
  return (
    <Page
      title="Subscribers"
      says="Applications and the APIs that they may use, with what they used of each limit."
      isWide
    >
      <Stack gap="md">
        <Filters />
        <Answered asked={asked}>
          {() =>
            rows.length === 0 ? (
              <Empty
                says={
                  isFiltered
                    ? 'No subscription is like that.'
                    : 'An application that may use an API stands here, with its plan and what it used of it.'
                }
              />
            ) : (
              <DataTable
                label="Subscribers"
                columns={columnsOfAll}
                rows={rows}
                rowId={({ id }) => id}
                onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
              />
            )
          }
        </Answered>
      </Stack>
    </Page>
  )
}

function Filters() {
  const may = useMay()
  const query = { limit: 200 }
  const apis = useAnswer('listApis', { query })
  const plans = useAnswer('listPlans', { query }, { isOn: may('plans:read') })
  const applications = useAnswer('listApplications', { query })
  return (
    <Group gap="sm">
      <StateSelect />
      <FilterSelect
        name="api"
        all="Any API"
        data={(apis.data?.items ?? []).map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` }))}
      />
      <FilterSelect
        name="plan"
        all="Any plan"
        data={(plans.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
      <FilterSelect
        name="application"
        all="Any application"
        data={(applications.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Group>
  )
}

interface FilterSelectProps {
  /** In the address. */
  readonly name: string
  readonly all: string
  readonly data: readonly { readonly value: string; readonly label: string }[]
}

function FilterSelect({ name, all, data }: FilterSelectProps) {
  const { values, set } = useAddress()
  return (
    <Select
      aria-label={all.replace('Any ', '')}
      placeholder={all}
      data={[...data]}
      value={values[name] ?? null}
      onChange={(next) => set({ [name]: next ?? '' })}
      clearable
      clearButtonProps={{ 'aria-label': all }}
      searchable
      w={200}
    />
  )
}
