import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import type { Environment } from '@tollgate/contract/resources/environment'
import type { Deployment } from '@tollgate/contract/resources/revision'
import { useState } from 'react'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/moment.tsx'
import { StateWord } from '../../ui/state-word.tsx'

interface EnvironmentColumnProps {
  readonly api: Api
  readonly environment: Environment
  readonly deployment: Deployment | undefined
  /** What runs in the environment that comes before this one. */
  readonly before: Deployment | undefined
  readonly beforeName: string | undefined
}

/** What runs in one environment, and what could. */
export function EnvironmentColumn(props: EnvironmentColumnProps) {
  const { environment, deployment, api } = props
  const may = useMay()
  return (
    <Block title={environment.name}>
      <Stack gap="sm">
        {deployment === undefined ? (
          <Text size="sm" c="dimmed">
            It does not run here.
          </Text>
        ) : (
          <div>
            <Group gap="xs">
              <Text fw={500}>Revision {deployment.revisionNumber}</Text>
              {!deployment.isWorkingCopy && <StateWord tone="info">draft differs</StateWord>}
            </Group>
            <Text size="xs" c="dimmed" component="div">
              {deployment.deployedBy}, <Moment at={deployment.updatedAt} />
            </Text>
          </div>
        )}
        {may('apis:manage') && api.state !== 'retired' && <ColumnActions {...props} />}
      </Stack>
    </Block>
  )
}

function ColumnActions({ api, environment, deployment, before, beforeName }: EnvironmentColumnProps) {
  const [note, setNote] = useState('')
  const deploy = useChange('deployApi', {
    says: ({ revisionNumber }) => `Revision ${revisionNumber} is deployed to ${environment.name}.`,
    afterwards: () => setNote(''),
  })
  const undeploy = useChange('undeployApi', { says: () => `It no longer runs in ${environment.name}.` })
  const params = { id: api.id }
  const isCurrent = deployment?.isWorkingCopy === true
  const canPromote = before !== undefined && before.revisionId !== deployment?.revisionId
  return (
    <Stack gap="xs">
      {!isCurrent && (
        <TextInput
          aria-label={`Note for the deployment to ${environment.name}`}
          placeholder="Note (what is new)"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
        />
      )}
      <Group gap="xs">
        <Button
          size="compact-md"
          disabled={isCurrent}
          loading={deploy.isPending}
          onClick={() => deploy.mutate({ params, body: { environmentId: environment.id, note } })}
        >
          {isCurrent ? 'Draft is deployed' : 'Deploy the draft'}
        </Button>
        {canPromote && (
          <Button
            size="compact-md"
            variant="default"
            onClick={() =>
              deploy.mutate({ params, body: { environmentId: environment.id, revisionId: before.revisionId } })
            }
          >
            Promote {before.revisionNumber} from {beforeName}
          </Button>
        )}
        {deployment !== undefined && (
          <Button
            size="compact-md"
            variant="subtle"
            color="gray"
            onClick={() =>
              confirm({
                title: `Take it from ${environment.name}`,
                says: `Every call of ${api.name} ${api.version} in ${environment.name} is refused from then on. The revision stays and can be deployed again.`,
                action: 'Take it away',
                onConfirm: () => undeploy.mutate({ params: { ...params, environmentId: environment.id } }),
              })
            }
          >
            Take away
          </Button>
        )}
      </Group>
    </Stack>
  )
}
