import { Button, Group, Select, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { Person } from '@tollgate/contract/resources/person'
import { useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { InviteDrawer } from './invite-drawer.tsx'
import { PersonState } from './person-state.tsx'

const columns: readonly Column<Person>[] = [
  { name: 'Name', cell: ({ name }) => name, sortBy: ({ name }) => name },
  { name: 'E-mail', cell: ({ email }) => email, sortBy: ({ email }) => email },
  { name: 'State', cell: ({ state }) => <PersonState state={state} />, sortBy: ({ state }) => state },
  { name: 'Teams', cell: ({ teams }) => teams.map(({ name }) => name).join(', ') || '–', isMinor: true },
  { name: 'Roles', cell: ({ roles }) => roles.map(({ role }) => role).join(', ') || 'by team only', isMinor: true },
  { name: 'Here since', cell: ({ createdAt }) => <Moment at={createdAt} />, isMinor: true },
]

/** Who is here. */
export function PeoplePage() {
  const may = useMay()
  const navigate = useNavigate()
  const { values, set, go } = useAddress()
  const { search = '', state = '' } = values
  const query = {
    limit: 50,
    ...(search === '' ? {} : { search }),
    ...(state === '' ? {} : { state: state as 'active' }),
  }
  const asked = useAnswerPages('listPeople', { query })
  const invite = may('people:manage') && <Button onClick={() => go({ open: 'invite' })}>Invite</Button>
  return (
    <Page title="People" says="Everybody is invited; what somebody may do is in their roles." action={invite}>
      <Group>
        <TextInput
          data-filter
          aria-label="Name or e-mail"
          placeholder="Name or e-mail"
          defaultValue={search}
          onChange={(event) => set({ search: event.currentTarget.value })}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          data={['active', 'invited', 'suspended']}
          value={state || null}
          onChange={(value) => set({ state: value ?? '' })}
          clearable
          clearButtonProps={{ 'aria-label': 'Any state' }}
        />
      </Group>
      <Answered asked={asked}>
        {({ pages }) => {
          const people = pages.flatMap(({ items }) => items)
          if (people.length === 0) return <Empty says="Nobody matches. Take a filter off, or invite them." />
          return (
            <DataTable
              label="People"
              columns={columns}
              rows={people}
              rowId={({ id }) => id}
              onOpen={({ id }) => void navigate({ href: `/admin/people/${id}` })}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
            />
          )
        }}
      </Answered>
      <InviteDrawer isOpen={values.open === 'invite'} onClose={() => set({ open: '' })} />
    </Page>
  )
}
