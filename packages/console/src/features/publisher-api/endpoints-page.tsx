import { Button, Stack } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { ApiHead } from '../../ui/api-head.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { EndpointBlock } from './endpoint-block.tsx'
import { EndpointDrawer } from './endpoint-drawer.tsx'

/** Where do calls go? */
export function ApiEndpointsPage() {
  const id = useId()
  const may = useMay()
  const { go } = useAddress()
  const action = may('apis:manage') && <Button onClick={() => go({ endpoint: 'new' })}>Add endpoint</Button>
  return (
    <ApiHead key={id} apiId={id} action={action}>
      {(api) => <Endpoints api={api} />}
    </ApiHead>
  )
}

function Endpoints({ api }: { readonly api: Api }) {
  const { values, set } = useAddress()
  const asked = useAnswer('listEndpoints', { params: { id: api.id } })
  return (
    <Answered asked={asked}>
      {({ items }) => (
        <Stack gap="lg">
          {items.length === 0 && (
            <Empty says="An endpoint says where calls go: the provider's address, and the credential that opens it." />
          )}
          {items.map((endpoint) => (
            <EndpointBlock key={endpoint.id} api={api} endpoint={endpoint} />
          ))}
          <EndpointDrawer
            api={api}
            // Another one is another form.
            key={values.endpoint ?? ''}
            open={values.endpoint}
            endpoint={items.find(({ id }) => id === values.endpoint)}
            onClose={() => set({ endpoint: '' })}
          />
        </Stack>
      )}
    </Answered>
  )
}
