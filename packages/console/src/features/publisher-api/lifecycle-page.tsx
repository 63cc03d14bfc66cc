import { Button, Stack } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { ApiHead } from '../../ui/api-head.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { LifecycleLine } from './lifecycle-line.tsx'
import { LifecycleSteps } from './lifecycle-steps.tsx'
import { PublishForm } from './publish-form.tsx'

/** What next? */
export function ApiLifecyclePage() {
  const id = useId()
  return (
    <ApiHead key={id} apiId={id} action={<PublishButton apiId={id} />}>
      {(api) => <Lifecycle api={api} />}
    </ApiHead>
  )
}

function PublishButton({ apiId }: { readonly apiId: string }) {
  const may = useMay()
  const { go } = useAddress()
  const { data } = useAnswer('getApi', { params: { id: apiId } })
  const canPublish = data?.state === 'created' || data?.state === 'deprecated'
  if (!canPublish || !may('apis:manage')) return null
  return <Button onClick={() => go({ step: 'publish' })}>Publish</Button>
}

function Lifecycle({ api }: { readonly api: Api }) {
  const active = useAnswer('listApiSubscriptions', { params: { id: api.id }, query: { limit: 200, state: 'active' } })
  return (
    <Stack gap="lg">
      <LifecycleLine state={api.state} />
      <Answered asked={active}>
        {({ items, next }) => {
          const count = next === null ? String(items.length) : `more than ${items.length}`
          const subscribers = `${items.length === 0 ? 'no' : count} ${count === '1' ? 'subscriber' : 'subscribers'}`
          return <LifecycleSteps api={api} subscribers={subscribers} />
        }}
      </Answered>
      <PublishForm api={api} />
    </Stack>
  )
}
