import { Button, Group, Stack } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { ApiHead } from '../../ui/api-head.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { AddSubscriber } from './add-subscriber.tsx'
import { StateSelect } from './state-select.tsx'
import { columnsOfApi } from './subscriber-columns.tsx'
import { stateOf } from './subscriber-states.ts'

/** Who uses it, with which limits? */
export function ApiSubscribersPage() {
  const id = useId()
  const may = useMay()
  const { go } = useAddress()
  const action = may('subscriptions:manage') && <Button onClick={() => go({ add: '1' })}>Add subscriber</Button>
  return (
    <ApiHead key={id} apiId={id} action={action}>
      {(api) => <Subscribers api={api} />}
    </ApiHead>
  )
}

function Subscribers({ api }: { readonly api: Api }) {
  const { values, set } = useAddress()
  const query = { limit: 50, state: stateOf(values.state) }
  const asked = useAnswerPages('listApiSubscriptions', { params: { id: api.id }, query })
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Stack gap="md">
      <Group>
        <StateSelect />
      </Group>
      <Answered asked={asked}>
        {() =>
          rows.length === 0 ? (
            <Empty says="An application that may use this API stands here, with its plan and what it used of it." />
          ) : (
            <DataTable
              label="Subscribers"
              columns={columnsOfApi}
              rows={rows}
              rowId={({ id }) => id}
              onMore={asked.hasNextPage ? () => void asked.fetchNextPage() : undefined}
            />
          )
        }
      </Answered>
      <AddSubscriber api={api} isOpen={values.add === '1'} onClose={() => set({ add: '' })} />
    </Stack>
  )
}
