import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { useMay } from '../../client/use-me.ts'
import { Answered } from '../../ui/answered.tsx'
import { ApiHead } from '../../ui/api-head.tsx'
import { apiPath } from '../../ui/api-tabs.ts'
import { useAddress } from '../../ui/use-address.ts'
import { useId } from '../../ui/use-id.ts'
import { DeployNotice } from './deploy-notice.tsx'
import { PolicyDrawers } from './policy-drawers.tsx'
import { PolicyPath } from './policy-path.tsx'
import { usePolicies } from './policy-scope.ts'

/** What happens to a call of this API? */
export function ApiPolicies() {
  const id = useId()
  const may = useMay()
  const { go } = useAddress()
  const action = may('apis:manage') && (
    <Group gap="sm">
      <Button variant="default" onClick={() => go({ bench: '1' })}>
        Try a call
      </Button>
      <Button onClick={() => go({ add: '1' })}>Add policy</Button>
    </Group>
  )
  return (
    <ApiHead key={id} apiId={id} action={action}>
      {(api) => <PathOfApi api={api} />}
    </ApiHead>
  )
}

function PathOfApi({ api }: { readonly api: Api }) {
  const policies = usePolicies(api.id)
  const before = usePolicies(null)
  const types = useAnswer('listPolicyTypes', {})
  return (
    <Stack gap="lg">
      <DeployNotice api={api} />
      <Answered asked={types} lines={6}>
        {({ items: known }) => (
          <Answered asked={policies} lines={6}>
            {({ items }) => (
              <>
                <PolicyPath
                  scope={api.id}
                  policies={items}
                  before={before.data?.items ?? []}
                  types={known}
                  keySays="Who calls is known by the key of an application. Without a good one, a call ends here."
                  limitsSays={<Limits api={api} />}
                  providerSays={
                    <>
                      What is left of the request goes to{' '}
                      <Anchor component={Link} to={apiPath(api.id, 'endpoints')} size="sm" underline="always">
                        an endpoint
                      </Anchor>
                      .
                    </>
                  }
                />
                <PolicyDrawers scope={api.id} policies={items} types={known} />
              </>
            )}
          </Answered>
        )}
      </Answered>
    </Stack>
  )
}

/** The plans that applications may have here. */
function Limits({ api }: { readonly api: Api }) {
  const { data } = useAnswer('listPlans', { query: { limit: 200 } })
  const offered = (data?.items ?? []).filter(({ id }) => api.planIds.includes(id))
  if (offered.length === 0) return <>No plan is offered: only keys for tests get through.</>
  return (
    <>
      What is left of the subscription’s plan:{' '}
      {offered.map(({ id, name }, place) => (
        <Text span size="sm" key={id}>
          {place > 0 && ', '}
          <Anchor component={Link} to={`/publisher/plans/${id}`} size="sm" underline="always">
            {name}
          </Anchor>
        </Text>
      ))}
      .
    </>
  )
}
