import { Group, Text } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import type { ReactNode } from 'react'
import { useAnswer } from '../client/use-answer.ts'
import { Answered } from './answered.tsx'
import { apiAddresses } from './api-addresses.ts'
import { ApiStateWord, apiStateMeaning } from './api-state.tsx'
import { apiPath, apiTabs } from './api-tabs.ts'
import { Page } from './page.tsx'
import { PageTabs } from './page-tabs.tsx'
import { StateWord } from './state-word.tsx'

interface ApiHeadProps {
  readonly apiId: string
  /** The one filled button of the tab. */
  readonly action?: ReactNode
  readonly children: (api: Api) => ReactNode
}

/** What every page about one API begins with: its name, its state and what that means, its tabs. */
export function ApiHead({ apiId, action, children }: ApiHeadProps) {
  const asked = useAnswer('getApi', { params: { id: apiId } })
  const deployments = useAnswer('listDeployments', { params: { id: apiId } })
  const { data: connection } = useAnswer('getConnection', {})
  const environmentIds = (deployments.data?.items ?? []).map(({ environmentId }) => environmentId)
  const addressOf = ({ path }: Api) =>
    connection === undefined ? path : (apiAddresses(connection, { path, environmentIds })[0]?.url ?? path)
  const isBehind = deployments.data?.items.some(({ isWorkingCopy }) => !isWorkingCopy) === true
  return (
    <Answered asked={asked} lines={8}>
      {(api) => (
        <Page
          title={`${api.name} ${api.version}`}
          state={
            <Group gap="xs">
              <ApiStateWord state={api.state} />
              {isBehind && <StateWord tone="info">draft differs</StateWord>}
            </Group>
          }
          says={
            <>
              <Text span ff="monospace" size="sm" c="var(--ink)" style={{ overflowWrap: 'anywhere' }}>
                {addressOf(api)}
              </Text>{' '}
              {apiStateMeaning(api.state)}
            </>
          }
          action={action}
        >
          <div>
            <PageTabs label="About this API" tabs={apiTabs.map(([id, name]) => ({ path: apiPath(apiId, id), name }))} />
            {children(api)}
          </div>
        </Page>
      )}
    </Answered>
  )
}
