import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { Api } from '@tollgate/contract/resources/api'
import type { Endpoint } from '@tollgate/contract/resources/endpoint'
import type { ReactNode } from 'react'
import { useAnswer } from '../../client/use-answer.ts'
import { useChange } from '../../client/use-change.ts'
import { useMay } from '../../client/use-me.ts'
import { Block } from '../../ui/block.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { StateWord } from '../../ui/state-word.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { EndpointTestResult } from './endpoint-test-result.tsx'

interface EndpointBlockProps {
  readonly api: Api
  readonly endpoint: Endpoint
}

/** One endpoint: where it leads, what opens it, and whether it answers now. */
export function EndpointBlock({ api, endpoint }: EndpointBlockProps) {
  const may = useMay()
  const test = useChange('testEndpoint', { hasOwnProblem: true })
  return (
    <Block title={endpoint.name} action={may('apis:manage') && <Actions api={api} endpoint={endpoint} test={test} />}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <Fact name="Calls go to">
            <Text span size="sm" ff="monospace">
              {endpoint.callsUrl}
            </Text>
          </Fact>
          <Fact name="Answers">{endpoint.stage} keys</Fact>
          <Fact name="Environment">
            <EnvironmentName id={endpoint.environmentId} />
          </Fact>
          <Fact name="Credential">
            <CredentialName endpoint={endpoint} />
          </Fact>
          <Fact name="Weight">{endpoint.weight}</Fact>
          {endpoint.trustedCertificates !== null && <Fact name="Certificates">trusts some of its own</Fact>}
        </SimpleGrid>
        <EndpointTestResult result={test.data} problem={test.error} />
      </Stack>
    </Block>
  )
}

interface ActionsProps extends EndpointBlockProps {
  readonly test: ReturnType<typeof useChange<'testEndpoint'>>
}

function Actions({ api, endpoint, test }: ActionsProps) {
  const { go } = useAddress()
  const remove = useChange('deleteEndpoint', {
    says: () => `${endpoint.name} is gone from the draft. Deploy to make it so.`,
  })
  const params = { id: endpoint.id }
  return (
    <Group gap="xs">
      <Button variant="default" size="compact-md" loading={test.isPending} onClick={() => test.mutate({ params })}>
        Test now
      </Button>
      <Button variant="default" size="compact-md" onClick={() => go({ endpoint: endpoint.id })}>
        Edit
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        onClick={() =>
          confirm({
            title: `Delete ${endpoint.name}`,
            says: `It is taken from the draft of ${api.name} ${api.version}. What is deployed keeps it until the next deployment.`,
            action: 'Delete',
            onConfirm: () => remove.mutate({ params }),
          })
        }
      >
        Delete
      </Button>
    </Group>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  )
}

function EnvironmentName({ id }: { readonly id: string | null }) {
  const may = useMay()
  const { data } = useAnswer('listEnvironments', { query: { limit: 200 } }, { isOn: may('environments:read') })
  return <>{id === null ? 'every one' : (data?.items.find((one) => one.id === id)?.name ?? id)}</>
}

function CredentialName({ endpoint }: { readonly endpoint: Endpoint }) {
  const may = useMay()
  const { credentialId, isDemo } = endpoint
  const { data } = useAnswer(
    'getCredential',
    { params: { id: credentialId ?? '' } },
    { isOn: credentialId !== null && may('credentials:read') },
  )
  if (isDemo) return <StateWord tone="info">demo provider</StateWord>
  if (credentialId === null) return <StateWord tone="warning">none</StateWord>
  if (data === undefined) return <>given</>
  return <>{data.lastFour === '' ? data.name : `${data.name} …${data.lastFour}`}</>
}
