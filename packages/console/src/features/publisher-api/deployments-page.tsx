import { SimpleGrid, Stack } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { ApiHead } from '../../ui/api-head.tsx'
import { useId } from '../../ui/use-id.ts'
import { EnvironmentColumn } from './environment-column.tsx'
import { RevisionTable } from './revision-table.tsx'

/** What runs where? */
export function ApiDeploymentsPage() {
  const id = useId()
  return (
    <ApiHead key={id} apiId={id}>
      {(api) => <Deployments api={api} />}
    </ApiHead>
  )
}

function Deployments({ api }: { readonly api: Api }) {
  const params = { id: api.id }
  const environments = useAnswer('listEnvironments', { query: { limit: 200 } })
  const deployments = useAnswer('listDeployments', { params })
  const revisions = useAnswer('listRevisions', { params })
  return (
    <Stack gap="lg">
      <Answered asked={environments} lines={2}>
        {({ items: places }) => (
          <Answered asked={deployments} lines={2}>
            {({ items }) => (
              <Stack gap="lg">
                <SimpleGrid cols={{ base: 1, sm: 2, md: Math.min(4, Math.max(2, places.length)) }}>
                  {places.map((environment) => (
                    <EnvironmentColumn
                      key={environment.id}
                      api={api}
                      environment={environment}
                      deployment={items.find(({ environmentId }) => environmentId === environment.id)}
                      before={items.find(({ environmentId }) => environmentId === environment.promotesFromId)}
                      beforeName={places.find(({ id }) => id === environment.promotesFromId)?.name}
                    />
                  ))}
                </SimpleGrid>
                <Answered asked={revisions}>
                  {(listed) => <RevisionTable api={api} revisions={listed.items} environments={places} />}
                </Answered>
              </Stack>
            )}
          </Answered>
        )}
      </Answered>
    </Stack>
  )
}
