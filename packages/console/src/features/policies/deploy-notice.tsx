import { Anchor, Button, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Api } from '@tollgate/contract/resources/api'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { apiPath } from '../../ui/api-tabs.ts'
import { Notice } from '../../ui/notice.tsx'

/** What is changed here waits for the next deployment, and this is where it is made. */
export function DeployNotice({ api }: { readonly api: Api }) {
  const may = useMay()
  const params = { id: api.id }
  const deployments = useAnswer('listDeployments', { params })
  const environments = useAnswer('listEnvironments', { query: { limit: 200 } }, { isOn: may('environments:read') })
  const deploy = useChange('deployApi', {
    says: ({ revisionNumber }) => `Revision ${revisionNumber} is deployed, and in force within a second.`,
  })
  if (deployments.data === undefined) return null
  const { items } = deployments.data
  const link = (
    <Anchor component={Link} to={apiPath(api.id, 'deployments')} size="sm">
      See what differs
    </Anchor>
  )
  if (items.length === 0)
    return (
      <Notice tone="info" title="This API does not run anywhere yet">
        <Group gap="sm">
          <Text size="sm">Policies are in force with its first deployment.</Text>
          {link}
        </Group>
      </Notice>
    )
  const behind = items.filter(({ isWorkingCopy }) => !isWorkingCopy)
  if (behind.length === 0) return null
  const nameOf = (id: string) => environments.data?.items.find((one) => one.id === id)?.name ?? id
  return (
    <Notice tone="info" title="Something here waits for the next deployment">
      <Group gap="sm" mt={4}>
        {may('apis:manage') &&
          behind.map(({ environmentId }) => (
            <Button
              key={environmentId}
              size="compact-md"
              variant="default"
              loading={deploy.isPending && deploy.variables.body?.environmentId === environmentId}
              onClick={() => deploy.mutate({ params, body: { environmentId, note: 'Policies' } })}
            >
              Deploy to {nameOf(environmentId)}
            </Button>
          ))}
        {link}
      </Group>
    </Notice>
  )
}
