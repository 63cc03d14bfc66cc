import { Button, Group, Select } from '@mantine/core'
import type { AccessRequest, RequestState } from '@tollgate/contract/resources/request'
import { useAnswerPages } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { requestStates } from '../../ui/request-words.ts'
import { useAddress } from '../../ui/use-address.ts'
import { RequestCard } from './request-card.tsx'
import classes from './requests.module.css'

const refreshMs = 30_000
const options = Object.entries(requestStates).map(([value, [label]]) => ({ value, label }))

/** Who wants what from me? */
export function RequestsPage() {
  const { values, set } = useAddress()
  const state = options.map(({ value }) => value as RequestState).find((one) => one === values.state) ?? 'open'
  const query = state === 'open' ? { limit: 50, whose: 'answer' as const } : { limit: 50, state }
  const asked = useAnswerPages('listRequests', { query }, { everyMs: refreshMs })
  const rows = asked.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title="Requests" says="What people ask of you: an API, higher limits, a model, a key.">
      <Group>
        <Select
          aria-label="State"
          data={options}
          value={state}
          onChange={(next) => set({ state: next === 'open' || next === null ? '' : next })}
          allowDeselect={false}
          w={160}
        />
      </Group>
      <Answered asked={asked}>
        {() => (
          <>
            {rows.length === 0 ? <Nothing state={state} /> : <List rows={rows} />}
            {asked.hasNextPage && (
              <Button variant="subtle" onClick={() => void asked.fetchNextPage()}>
                Show more
              </Button>
            )}
          </>
        )}
      </Answered>
    </Page>
  )
}

function List({ rows }: { readonly rows: readonly AccessRequest[] }) {
  const may = useMay()
  return (
    <ul className={classes.list} aria-label="Requests">
      {rows.map((request) => (
        <RequestCard key={request.id} request={request} mayAnswer={may('requests:answer')} />
      ))}
    </ul>
  )
}

function Nothing({ state }: { readonly state: RequestState }) {
  return (
    <Empty
      says={
        state === 'open'
          ? 'Nobody waits for you. Whoever subscribes on a plan with approval, or asks for more, stands here.'
          : 'There is none.'
      }
    />
  )
}
